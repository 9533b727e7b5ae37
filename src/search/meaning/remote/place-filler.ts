import { BackgroundWork } from '../../../kernel/background-work.ts';
import type { Database } from '../../../kernel/database.ts';
import type { Logger } from '../../../kernel/log.ts';
import type { Replication } from '../../../replication/port.ts';
import { EmbeddingFault } from './embedding-fault.ts';
import { textOfItem, type ItemText } from './item-text.ts';
import {
  claimPlaces,
  countPlaces,
  dropPlaces,
  hasDuePlace,
  mostAttempts,
  postponePlaces,
  settlePlaces,
  storePlace,
  type DuePlace,
} from './place-work.mysql.ts';

/** Texts of one request at most: services that are started with their defaults take as many. */
const mostAtOnce = 32;
const lookEveryMilliseconds = 250;
const longestRest = 60_000;
/** What was refused so often is tried again when somebody may have mended the service, or the text. */
const asideMilliseconds = 86_400_000;

export interface PlaceFillerDeps {
  database: Database;
  replication: Pick<Replication, 'itemsToIndex' | 'rewriteDocuments'>;
  /** The vectors of texts, each of length 1; see `EmbeddingClient`. @throws EmbeddingFault */
  embed: (texts: readonly string[], signal: AbortSignal) => Promise<number[][]>;
  model: string;
  /** The first pause before something is done again, milliseconds. */
  pause: number;
  /** How long a round may take before others take its places over. */
  holdSeconds: number;
  /** Documents are to be written anew: asks workers, here or elsewhere, to look now. */
  wake: () => void;
  logger: Logger;
}

interface Spoken {
  place: DuePlace;
  said: ItemText;
}

/**
 * Gives items the places that whoever wrote their documents did not find.
 *
 *   idle ──a worker's round──▶ rounds, while places are due ──none, or stop()──▶ idle
 *   idle ◀──a rest that doubles── the service is away
 *
 * The places are rows (`item_place`). A round asks for some that are missing, and has the documents of those written anew that have
 * their places. One that dies leaves them to the next, since asking twice does no harm.
 */
export class PlaceFiller {
  readonly #deps: PlaceFillerDeps;
  readonly #work = new BackgroundWork(lookEveryMilliseconds);
  /** How many texts are sent at once: half as many after each failure, so that one on which the service fails ends up alone; one more after each success. */
  #atOnce = mostAtOnce;
  /** Rounds in a row in which the service was away. */
  #outages = 0;
  #restsUntil = 0;

  constructor(deps: PlaceFillerDeps) {
    this.#deps = deps;
  }

  /** Starts the rounds, if there is work; does not wait for them. */
  tick(): void {
    if (performance.now() >= this.#restsUntil && this.#work.mayLook()) {
      this.#work.begin(() => this.drain());
    }
  }

  /** Ends with the request at hand. */
  stop(): Promise<void> {
    return this.#work.stop();
  }

  /** How many items wait for their place or for their document with it; how many of them were set aside. */
  count(): Promise<{ waiting: number; failing: number }> {
    return countPlaces(this.#deps.database, this.#deps.model);
  }

  /** Rounds until no place is due, or the service is away. What goes wrong with an engine is left to the next time. */
  async drain(): Promise<void> {
    try {
      let worked = true;
      while (worked && !this.#work.signal.aborted && (await hasDuePlace(this.#deps.database, this.#deps.model))) {
        worked = await this.#round();
      }
    } catch (error) {
      if (!this.#work.signal.aborted) {
        this.#deps.logger.warn({ err: error }, 'places of items postponed');
      }
    }
  }

  /** @returns whether to go on at once */
  async #round(): Promise<boolean> {
    const { database, model, holdSeconds } = this.#deps;
    const limit = this.#atOnce;
    const claimed = await database.transaction((tx) => claimPlaces(tx, { model, limit, holdSeconds }));
    if (claimed.length === 0) {
      return false;
    }
    const placed = claimed.filter((place) => place.placed);
    const held = new Set(claimed);
    try {
      await this.#rewrite(placed);
      placed.forEach((place) => held.delete(place));
      const open = await this.#read([...held]);
      // What was refused before may be one text's fault.
      const fresh = open.filter(({ place }) => place.attempts === 0);
      const tried = open.filter(({ place }) => place.attempts > 0);
      for (const some of [fresh, ...tried.map((one) => [one])]) {
        await this.#ask(some);
        some.forEach(({ place }) => held.delete(place));
      }
      return true;
    } catch (error) {
      // The service or an engine is away, or we are told to stop: nobody has to wait for what we hold.
      const message = error instanceof EmbeddingFault ? error.message : null;
      await database.transaction((tx) =>
        postponePlaces(tx, model, [...held], { milliseconds: 0, attempts: 'as before', error: message }),
      );
      if (!(error instanceof EmbeddingFault)) {
        throw error;
      }
      this.#rest(error);
      return false;
    }
  }

  /** What these items say now; those that say nothing, or are gone, need no place. */
  async #read(places: readonly DuePlace[]): Promise<Spoken[]> {
    if (places.length === 0) {
      return [];
    }
    const { database, replication, model } = this.#deps;
    const { items } = await replication.itemsToIndex({ ids: places.map(({ contentId }) => contentId) });
    const said = new Map(
      items.map(({ contentId, state }) => [contentId, state === 'removed' ? undefined : textOfItem(state.search)]),
    );
    const open = places.flatMap((place): Spoken[] => {
      const text = said.get(place.contentId);
      return text === undefined ? [] : [{ place, said: text }];
    });
    const needless = places.filter(({ contentId }) => said.get(contentId) === undefined);
    await database.transaction((tx) => dropPlaces(tx, model, needless));
    return open;
  }

  /** @throws EmbeddingFault when the service is away */
  async #ask(some: readonly Spoken[]): Promise<void> {
    if (some.length === 0) {
      return;
    }
    const { database, embed, model } = this.#deps;
    let vectors: number[][];
    try {
      vectors = await embed(
        some.map(({ said }) => said.text),
        this.#work.signal,
      );
    } catch (error) {
      this.#atOnce = Math.max(Math.floor(this.#atOnce / 2), 1);
      if (error instanceof EmbeddingFault && !error.isOutage) {
        return this.#refuse(some, error);
      }
      throw error;
    }
    this.#outages = 0;
    this.#atOnce = Math.min(this.#atOnce + 1, mostAtOnce);
    await database.transaction(async (tx) => {
      for (const [index, { place, said }] of some.entries()) {
        const vector = vectors[index] ?? [];
        await storePlace(tx, model, { contentId: place.contentId, asked: place.hash, hash: said.hash, vector });
      }
    });
    await this.#rewrite(some.map(({ place, said }) => ({ contentId: place.contentId, hash: said.hash })));
  }

  /** Several that were refused together are asked for alone; one that was refused often is set aside. */
  async #refuse(some: readonly Spoken[], fault: EmbeddingFault): Promise<void> {
    const { database, model, pause, logger } = this.#deps;
    for (const { place } of some) {
      const attempts = Math.min(place.attempts + 1, mostAttempts);
      const isAside = attempts === mostAttempts;
      const milliseconds = some.length > 1 ? 0 : isAside ? asideMilliseconds : pause * 2 ** attempts;
      await database.transaction((tx) =>
        postponePlaces(tx, model, [place], { milliseconds, attempts, error: fault.message }),
      );
      if (isAside) {
        logger.warn({ err: fault, contentId: place.contentId }, 'an item has no place, it is set aside');
      }
    }
  }

  /** Has the documents of items written anew whose places are there; who looks for one from now on finds it. */
  async #rewrite(places: readonly Pick<DuePlace, 'contentId' | 'hash'>[]): Promise<void> {
    if (places.length === 0) {
      return;
    }
    const { database, replication, model, wake } = this.#deps;
    await replication.rewriteDocuments(places.map(({ contentId }) => contentId));
    await settlePlaces(database, model, places);
    wake();
  }

  #rest(fault: EmbeddingFault): void {
    const { pause, logger } = this.#deps;
    const milliseconds = Math.max(fault.retryAfter ?? 0, Math.min(pause * 2 ** this.#outages, longestRest));
    this.#outages += 1;
    this.#restsUntil = performance.now() + milliseconds;
    if (fault.reason === 'unauthorized') {
      logger.error({ err: fault }, 'the embedding provider does not take our key');
    } else if (this.#outages === 1) {
      logger.warn({ err: fault }, 'the embedding provider is away, places of items wait');
    }
  }
}
