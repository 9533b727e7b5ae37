import type { Database } from '../../../kernel/database.ts';
import { UnavailableError } from '../../../kernel/errors.ts';
import { Lru } from '../../../kernel/lru.ts';
import type { Meaning, Place, PlacedItem } from '../meaning.ts';
import { EmbeddingFault } from './embedding-fault.ts';
import { cutText, textOfItem } from './item-text.ts';
import { notePlaces, readPlaces } from './places.mysql.ts';

/** Texts of searches of which a process holds the vectors: some ten kilobytes each. */
const mostTexts = 1_000;
/** Half of what four bytes hold, so that documents stay short. */
const decimals = 1e7;

/**
 * What texts mean as a model of a remote service tells it. Places of items are read from rows and never asked for here, so that nothing that
 * writes documents waits for the service: what is missing is noted for `PlaceFiller`. A text's place by one model never changes, so what is
 * held of searches cannot be stale.
 */
export class RemoteMeaning implements Meaning {
  readonly dimension: number;
  readonly least: number;
  readonly #model: string;
  readonly #database: Database;
  readonly #embed: (texts: readonly string[]) => Promise<number[][]>;
  readonly #texts = new Lru<readonly number[]>(mostTexts);

  /** @param deps.model the name of places by it @param deps.embed in time for a search; see `EmbeddingClient` */
  constructor(deps: {
    model: string;
    dimension: number;
    least: number;
    database: Database;
    embed: (texts: readonly string[]) => Promise<number[][]>;
  }) {
    this.dimension = deps.dimension;
    this.least = deps.least;
    this.#model = deps.model;
    this.#database = deps.database;
    this.#embed = deps.embed;
  }

  async placeItems(items: readonly PlacedItem[]): Promise<(Place | undefined)[]> {
    if (items.length === 0) {
      return [];
    }
    const said = items.map(({ contentId, search }) => ({ contentId, hash: textOfItem(search)?.hash }));
    const ids = said.map(({ contentId }) => contentId);
    const known = await readPlaces(this.#database, this.#model, ids);
    const missing = said.flatMap(({ contentId, hash }) =>
      hash === undefined || known.get(contentId)?.hash === hash ? [] : [{ contentId, hash }],
    );
    if (missing.length > 0) {
      await notePlaces(this.#database, this.#model, missing);
    }
    return said.map(({ contentId, hash }) => {
      const place = known.get(contentId);
      return place?.vector === undefined || place.hash !== hash
        ? undefined
        : { model: this.#model, vector: Array.from(place.vector, shortened) };
    });
  }

  async placeText(text: string): Promise<Place[]> {
    const asked = cutText(text);
    if (asked === '') {
      return [];
    }
    const known = this.#texts.get(asked);
    const vector = known ?? (await this.#ask(asked));
    this.#texts.set(asked, vector);
    return [{ model: this.#model, vector }];
  }

  async #ask(text: string): Promise<readonly number[]> {
    try {
      const [vector = []] = await this.#embed([text]);
      return vector.map(shortened);
    } catch (error) {
      throw error instanceof EmbeddingFault
        ? new UnavailableError('embeddings', error.message, { cause: error })
        : error;
    }
  }
}

function shortened(value: number): number {
  return Math.round(value * decimals) / decimals;
}
