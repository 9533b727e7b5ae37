import type { Database } from '../../kernel/database.ts';
import type { Replication } from '../../replication/port.ts';
import { latentDimension, placeOf, trainLatentModel, type LatentModel } from './latent-model.ts';
import type { Meaning, Place, PlacedItem } from './meaning.ts';
import { dropOldModels, readModel, readModelIds, writeModel } from './models.mysql.ts';
import { rememberedStems, termsOfItem, termsOfText, type Terms } from './terms.ts';

type ItemSource = Pick<Replication, 'itemsToIndex' | 'extent'>;

/** More items say little more, and a process holds what they say. */
const mostItems = 10_000;
const itemsOfOnePage = 500;

/**
 * What texts mean as the corpus itself tells it. Models are trained when the content index is rebuilt, and never change: each process reads
 * which there are whenever it needs one, and holds those. New places are of the newest; searches ask for each.
 */
export class LatentMeaning implements Meaning {
  readonly dimension = latentDimension;
  readonly least = 0.4;
  readonly #database: Database;
  #models: ReadonlyMap<number, LatentModel> = new Map();

  constructor(deps: { database: Database }) {
    this.#database = deps.database;
  }

  async placeItems(items: readonly PlacedItem[]): Promise<(Place | undefined)[]> {
    const [newest] = await this.#current();
    return items.map(({ search }) => (newest === undefined ? undefined : place(newest, termsOfItem(search))));
  }

  async placeText(text: string): Promise<Place[]> {
    const terms = termsOfText(text);
    return (await this.#current()).flatMap((model) => place(model, terms) ?? []);
  }

  /**
   * Trains a model on the items that can be searched, and puts it in force.
   * @param alive called between two pages and two rounds; what it throws ends the training
   * @throws UnavailableError
   */
  async train(replication: ItemSource, alive: () => Promise<void>): Promise<'trained' | 'nothing to learn from'> {
    const items = await readTerms(replication, alive);
    const model = await trainLatentModel(items, alive);
    if (model.terms.size === 0) {
      return 'nothing to learn from';
    }
    await this.#database.transaction(async (tx) => {
      await writeModel(tx, model, items.length);
      await dropOldModels(tx);
    });
    return 'trained';
  }

  /** The newest first. */
  async #current(): Promise<[number, LatentModel][]> {
    const ids = await readModelIds(this.#database);
    const known = this.#models;
    const models = await Promise.all(
      ids.map(async (id) => [id, known.get(id) ?? (await readModel(this.#database, id))] as const),
    );
    const there = models.flatMap(([id, model]): [number, LatentModel][] => (model === undefined ? [] : [[id, model]]));
    this.#models = new Map(there);
    return there;
  }
}

/** Of all items, or of so many that lie as far apart as they can. */
async function readTerms(replication: ItemSource, alive: () => Promise<void>): Promise<Terms[]> {
  const stem = rememberedStems();
  const apart = Math.max(Math.ceil((await replication.extent()).count / mostItems), 1);
  const terms: Terms[] = [];
  let seen = 0;
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: Awaited<ReturnType<Replication['itemsToIndex']>> = await replication.itemsToIndex({
      after,
      limit: itemsOfOnePage,
    });
    for (const { state, contentType } of page.items) {
      seen += 1;
      if (state !== 'removed' && contentType !== 'courserun' && seen % apart === 0) {
        terms.push(termsOfItem(state.search, stem));
      }
    }
    after = page.last;
    await alive();
  }
  return terms;
}

function place([id, model]: [number, LatentModel], terms: Terms): Place | undefined {
  const vector = placeOf(model, terms);
  return vector === undefined ? undefined : { model: `latent-${String(id)}`, vector };
}
