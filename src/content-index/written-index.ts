import type { Database } from '../kernel/database.ts';
import { areSame, type Targets } from '../kernel/rebuild/targets.ts';
import { contentTarget } from './content-target.mysql.ts';
import type { OpenSearchContentIndex } from './content-index.opensearch.ts';
import type {
  ContentIndex,
  DocumentOutcome,
  DocumentWrite,
  FreshIndex,
  Snapshot,
  StoredDocument,
  Terms,
} from './port.ts';

/**
 * The content index as everybody uses it: written in each index that is a target, asked behind the alias.
 *
 *   read the targets → write to each
 *
 * Whoever writes has committed his rows before. So where the targets change after they were read, the builder, who copies after that,
 * reads those rows: at their revision, or at a later one. A copy and a writer that meet are kept apart by the ticket. Nothing is left to be
 * looked at again in the deciding transaction.
 */
export class WrittenContentIndex implements ContentIndex {
  readonly #database: Database;
  readonly #index: OpenSearchContentIndex;

  /** @param deps.index the one behind the alias */
  constructor(deps: { database: Database; index: OpenSearchContentIndex }) {
    this.#database = deps.database;
    this.#index = deps.index;
  }

  async write(documents: readonly DocumentWrite[]): Promise<DocumentOutcome[]> {
    for (;;) {
      const outcomes = await this.#writeTo(await contentTarget.read(this.#database), documents);
      if (outcomes !== 'moved') {
        return outcomes;
      }
    }
  }

  async #writeTo(targets: Targets, documents: readonly DocumentWrite[]): Promise<DocumentOutcome[] | 'moved'> {
    const [serving = this.#index, second] = this.#indicesOf(targets);
    if (second === undefined) {
      return serving.write(documents);
    }
    const [one, other] = await Promise.allSettled([serving.write(documents), second.write(documents)]);
    if (one.status === 'rejected' || other.status === 'rejected') {
      // An index that was dropped meanwhile is no target any more.
      if (!areSame(targets, await contentTarget.read(this.#database))) {
        return 'moved';
      }
      throw one.status === 'rejected' ? one.reason : (other as PromiseRejectedResult).reason;
    }
    // An index that nobody asks, or that one has left, has no say in what a document may be. It must not be asked either.
    const worse = other.value.filter((outcome, position) => isWorse(outcome, one.value[position]));
    if (worse.length > 0 && (await this.#countRefused(targets, worse.length)) === 'moved') {
      return 'moved';
    }
    return targets.state === 'swapping'
      ? one.value.map((outcome, position) => {
          const there = other.value[position];
          return there !== undefined && isWorse(there, outcome) ? there : outcome;
        })
      : one.value;
  }

  #countRefused(targets: Targets, refused: number): Promise<'counted' | 'moved'> {
    return this.#database.transaction(async (tx) => {
      if (!areSame(targets, await contentTarget.lock(tx))) {
        return 'moved';
      }
      await contentTarget.countRefused(tx, refused);
      return 'counted';
    });
  }

  /** Of two, each by its own name: the alias may move between two requests. */
  #indicesOf({ serving, second }: Targets): OpenSearchContentIndex[] {
    return serving === null || second === null ? [this.#index] : [this.#index.at(serving), this.#index.at(second)];
  }

  async fresh(): Promise<FreshIndex> {
    const index = await this.#index.serving();
    await index.refresh();
    return index;
  }

  /** Each index that is written, since the next search may be of either. */
  async refresh(): Promise<void> {
    const indices = this.#indicesOf(await contentTarget.read(this.#database));
    await Promise.all(indices.map((index) => index.refresh()));
  }

  snapshot(): Promise<Snapshot> {
    return this.#index.snapshot();
  }

  read(contentIds: readonly number[]): Promise<Map<number, StoredDocument>> {
    return this.#index.read(contentIds);
  }

  count(queries: readonly object[]): Promise<number[]> {
    return this.#index.count(queries);
  }

  termsOf(texts: readonly Readonly<Record<string, readonly string[]>>[]): Promise<Terms[]> {
    return this.#index.termsOf(texts);
  }

  olderDocuments(limit: number): Promise<number[]> {
    return this.#index.olderDocuments(limit);
  }

  search<Answer>(body: object): Promise<Answer> {
    return this.#index.search(body);
  }

  searchAll<Answer>(bodies: readonly object[]): Promise<Answer[]> {
    return this.#index.searchAll(bodies);
  }
}

const ranks: Record<DocumentOutcome['state'], number> = { written: 0, newer: 0, bare: 1, refused: 2 };

function isWorse(one: DocumentOutcome, other: DocumentOutcome | undefined): boolean {
  return other !== undefined && ranks[one.state] > ranks[other.state];
}
