import { packStamp, unpackStamp, type Stamp } from '../../kernel/ids.ts';
import { deleteDocuments } from '../../platform/opensearch/delete-documents.ts';
import { readSources } from '../../platform/opensearch/read-sources.ts';
import { indexInBulk } from '../../platform/opensearch/bulk.ts';
import { tokenOf } from '../queries/sights.ts';
import { ownAlias } from '../../platform/opensearch/aliases.ts';
import { assertWhole, type OpenSearch, type Shards } from '../../platform/opensearch/opensearch.ts';
import { withoutTexts, type Projection } from '../../replication/port.ts';
import type { ListAnswer, StampsAnswer } from './answers.opensearch.ts';
import { Percolations, type PercolationDeps } from './percolations.opensearch.ts';
import type { ExtractionResult, Percolator, Registered, Registration, RegistrationOutcome } from './percolator.ts';
import type { Percolation } from './questions.ts';
import { registeredFilter, registeredMembers, type RegisteredFilter } from './registration.ts';

const page = 10_000;

const withWords = { term: { uses_text: true } };
const withoutWords = { bool: { must_not: [withWords] } };

function both(one: object, other: object): object {
  return { bool: { filter: [one, other] } };
}

export class OpenSearchPercolator implements Percolator {
  readonly #deps: PercolationDeps;
  readonly #engine: OpenSearch;
  readonly #alias: string;
  /** What is written to: always an alias, so that the engine never makes an index by itself. */
  readonly #writeAlias: string;
  readonly #percolations: Percolations;

  constructor(deps: PercolationDeps, writeAlias = deps.alias) {
    this.#deps = deps;
    this.#engine = deps.engine;
    this.#alias = deps.alias;
    this.#writeAlias = writeAlias;
    this.#percolations = new Percolations(deps);
  }

  at(index: string): Percolator {
    return new OpenSearchPercolator({ ...this.#deps, alias: index }, ownAlias(index));
  }

  warmUp(signal: AbortSignal): Promise<void> {
    return this.#percolations.warmUp(signal);
  }

  register(
    queries: readonly Registration[],
    { visible }: { visible: boolean } = { visible: false },
  ): Promise<RegistrationOutcome[]> {
    return indexInBulk(
      this.#engine,
      this.#writeAlias,
      queries.map((filter) => ({
        id: filter.queryId,
        version: filter.revision,
        body: { stamp: packStamp(filter.queryId, filter.revision), ...registeredFilter(filter) },
      })),
      { refresh: visible },
    );
  }

  unregister(queryIds: readonly number[]): Promise<void> {
    return deleteDocuments(this.#engine, this.#writeAlias, queryIds);
  }

  async revisions(): Promise<Map<number, number>> {
    return new Map((await this.#stamps({ match_all: {} })).map(({ id, revision }) => [id, revision]));
  }

  async registeredAs(result: ExtractionResult): Promise<number[]> {
    return (await this.#stamps(taken(result))).map(({ id }) => id);
  }

  /** All registrations that a query of the index finds, by id. */
  async #stamps(query: object): Promise<Stamp[]> {
    const stamps: Stamp[] = [];
    for (let after = -1; ;) {
      const answer = await this.#search<StampsAnswer>(
        { size: page, query, track_total_hits: false, sort: [{ stamp: 'asc' }], search_after: [after], _source: false },
        'timed_out,_shards.failed,hits.hits.sort',
      );
      const hits = answer.hits?.hits ?? [];
      for (const { sort } of hits) {
        stamps.push(unpackStamp(sort[0]));
        after = sort[0];
      }
      if (hits.length < page) {
        return stamps;
      }
    }
  }

  async read(queryIds: readonly number[]): Promise<Map<number, Registered>> {
    const found = await readSources<Partial<RegisteredFilter> & Pick<RegisteredFilter, 'query'> & { stamp: number }>(
      this.#engine,
      this.#alias,
      { ids: queryIds, members: ['stamp', ...registeredMembers] },
    );
    return new Map(
      [...found].map(([id, { stamp, ...filter }]) => [
        id,
        { uses_text: false, sees: [], sights: [], ...filter, revision: unpackStamp(stamp).revision },
      ]),
    );
  }

  async refresh(): Promise<void> {
    assertWhole(await this.#engine.request<{ _shards: Shards }>({ method: 'POST', path: `/${this.#alias}/_refresh` }));
  }

  /**
   * Filters that look at words are percolated apart, with the texts; the others without. Both are searches of the same index at
   * nearly the same time. A filter that goes from one kind to the other between them may be in neither answer: its row has a new
   * revision by then, so nothing is decided about it here.
   */
  async percolate(projections: readonly Projection[], { words }: { words: boolean }): Promise<Map<number, number>[]> {
    const [matches, ofTexts] = await Promise.all([
      this.#percolations.run(projections.map((projection) => amongPlain(withoutWords, projection))),
      words ? this.#percolations.run(projections.map((projection) => amongWords(withWords, projection))) : [],
    ]);
    return matches.map((found, position) => later(found, ofTexts[position]));
  }

  async percolateSeen({ contentKey, projection, seen, words }: Parameters<Percolator['percolateSeen']>[0]) {
    const ways = [
      { among: { bool: { must_not: [{ term: { sees: contentKey } }] } }, projection },
      ...seen.map(({ sight, projection: form }) => ({ among: { term: { sights: tokenOf(sight) } }, projection: form })),
    ];
    const found = await this.#percolations.run(
      ways.flatMap(({ among, projection: form }) => [
        amongPlain(both(among, withoutWords), form),
        ...(words ? [amongWords(both(among, withWords), form)] : []),
      ]),
    );
    return found.reduce(later, new Map<number, number>());
  }

  async matchesOf(queryId: number, projections: readonly Projection[]): Promise<(number | undefined)[]> {
    const among = { ids: { values: [String(queryId)] } };
    const matches = await this.#percolations.run(projections.map((projection) => amongWords(among, projection)));
    return matches.map((found) => found.get(queryId));
  }

  async extractionResults(queryIds: readonly number[]): Promise<Map<number, ExtractionResult>> {
    const found = new Map<number, ExtractionResult>();
    for (const result of ['complete', 'partial', 'failed'] as const) {
      const { hits } = await this.#search<ListAnswer>(
        {
          size: queryIds.length,
          query: {
            bool: {
              filter: [{ ids: { values: queryIds.map(String) } }, taken(result)],
            },
          },
          _source: false,
        },
        'timed_out,_shards.failed,hits.hits._id',
      );
      for (const { _id } of hits?.hits ?? []) {
        found.set(Number(_id), result);
      }
    }
    return found;
  }

  async #search<Answer extends { timed_out: boolean; _shards: Shards }>(
    body: object,
    filterPath: string,
  ): Promise<Answer> {
    const answer = await this.#engine.request<Answer>({
      method: 'POST',
      path: `/${this.#alias}/_search`,
      query: { allow_partial_search_results: false, filter_path: filterPath },
      body,
    });
    assertWhole(answer);
    return answer;
  }
}

/** Filters that look at no words: those that can be are selected, others are run. */
function amongPlain(among: object, projection: Projection): Percolation {
  return { kind: 'selected', among, projection: withoutTexts(projection) };
}

/** Filters that may look at words. */
function amongWords(among: object, projection: Projection): Percolation {
  return { kind: 'whole', among, projection };
}

/** Those whose selectors the engine took so, and those without one that it took so as a whole. */
function taken(result: ExtractionResult): object {
  return {
    bool: {
      should: [
        { term: { 'selector.extraction_result': result } },
        {
          bool: {
            filter: [{ term: { 'query.extraction_result': result } }],
            must_not: [{ exists: { field: 'selection' } }],
          },
        },
      ],
      minimum_should_match: 1,
    },
  };
}

/** A filter that both answers have was registered anew between them: the later revision stands. */
function later(matches: Map<number, number>, others: ReadonlyMap<number, number> = new Map()): Map<number, number> {
  for (const [queryId, revision] of others) {
    matches.set(queryId, Math.max(revision, matches.get(queryId) ?? 0));
  }
  return matches;
}
