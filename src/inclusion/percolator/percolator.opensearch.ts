import { packStamp, unpackStamp, type Stamp } from '../../kernel/ids.ts';
import { deleteDocuments } from '../../platform/opensearch/delete-documents.ts';
import { readSources } from '../../platform/opensearch/read-sources.ts';
import { indexInBulk } from '../../platform/opensearch/bulk.ts';
import { tokenOf } from '../queries/sights.ts';
import { ownAlias } from '../../platform/opensearch/aliases.ts';
import { assertWhole, type OpenSearch, type Shards } from '../../platform/opensearch/opensearch.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { withoutTexts, type Projection } from '../../replication/port.ts';
import { Gathering } from '../../kernel/gathering.ts';
import type { EmptyAnswer, ListAnswer, ManyAnswer, OneAnswer, StampsAnswer } from './answers.opensearch.ts';
import { slicesOf } from './slices.ts';
import type { ExtractionResult, Percolator, Registered, Registration, RegistrationOutcome } from './percolator.ts';

/** Buckets of one answer; the engine's own limit (`search.max_buckets`) is 65,535. */
const buckets = 60_000;
/** Documents of one request: larger batches gain nothing and make one answer long. */
const documentsOfOneRequest = 500;
/**
 * Up to so many documents are percolated one by one. A batch runs every filter that one of its documents may match, and again for each hit
 * to say which: that costs about the same for few documents as for many. With 1,439 filters the two ways meet at some ten documents.
 */
const documentsOneByOne = 8;
const atOnce = 4;
/** A large batch must not keep everybody else waiting. */
const runs = { atOnce: 2, most: documentsOfOneRequest };
const page = 10_000;

const withWords = { term: { uses_text: true } };
const withoutWords = { bool: { must_not: [withWords] } };

function both(one: object, other: object): object {
  return { bool: { filter: [one, other] } };
}

/** A document to percolate, and the highest id of a filter. */
interface Percolation {
  document: object;
  last: number;
}

export interface PercolatorDeps {
  engine: OpenSearch;
  alias: string;
  /** `queries/percolate-one.json` */
  one: RequestTemplate;
  /** `queries/percolate-many.json` */
  many: RequestTemplate;
}

export class OpenSearchPercolator implements Percolator {
  readonly #deps: PercolatorDeps;
  readonly #engine: OpenSearch;
  readonly #alias: string;
  /** What is written to: always an alias, so that the engine never makes an index by itself. */
  readonly #writeAlias: string;
  readonly #one: RequestTemplate;
  readonly #many: RequestTemplate;
  /** Documents of items that change at the same time go together. */
  readonly #plain: Gathering<Percolation, Map<number, number>>;
  readonly #words: Gathering<Percolation, Map<number, number>>;

  constructor(deps: PercolatorDeps, writeAlias = deps.alias) {
    this.#deps = deps;
    this.#engine = deps.engine;
    this.#alias = deps.alias;
    this.#writeAlias = writeAlias;
    this.#one = deps.one;
    this.#many = deps.many;
    const gathering = (among: object): Gathering<Percolation, Map<number, number>> =>
      new Gathering((percolations) => {
        const last = Math.max(...percolations.map((one) => one.last));
        return this.#percolateAmong(
          among,
          percolations.map(({ document }) => document),
          last,
        );
      }, runs);
    this.#plain = gathering(withoutWords);
    this.#words = gathering(withWords);
  }

  at(index: string): Percolator {
    return new OpenSearchPercolator({ ...this.#deps, alias: index }, ownAlias(index));
  }

  register(
    queries: readonly Registration[],
    { visible }: { visible: boolean } = { visible: false },
  ): Promise<RegistrationOutcome[]> {
    return indexInBulk(
      this.#engine,
      this.#writeAlias,
      queries.map(({ queryId, revision, compiled, usesText, sights }) => ({
        id: queryId,
        version: revision,
        body: {
          query: compiled,
          stamp: packStamp(queryId, revision),
          uses_text: usesText,
          sees: sights.map(({ contentKey }) => contentKey),
          sights: sights.map(tokenOf),
        },
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
    return (await this.#stamps({ term: { 'query.extraction_result': result } })).map(({ id }) => id);
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
    const found = await readSources<{
      stamp: number;
      query: object;
      uses_text?: boolean;
      sees?: string[];
      sights?: string[];
    }>(this.#engine, this.#alias, { ids: queryIds, members: ['stamp', 'query', 'uses_text', 'sees', 'sights'] });
    return new Map(
      [...found].map(([id, { stamp, query, uses_text: usesText = false, sees = [], sights = [] }]) => [
        id,
        { revision: unpackStamp(stamp).revision, compiled: query, usesText, sees, sights },
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
  async percolate(
    projections: readonly Projection[],
    { words, last = 0 }: { words: boolean; last?: number },
  ): Promise<Map<number, number>[]> {
    const [matches, ofTexts] = await Promise.all([
      this.#plain.do(projections.map((projection) => ({ document: withoutTexts(projection), last }))),
      // Few look at words.
      words ? this.#words.do(projections.map((document) => ({ document, last: 0 }))) : [],
    ]);
    return matches.map((found, position) => later(found, ofTexts[position]));
  }

  async percolateSeen({ contentKey, projection, seen, words }: Parameters<Percolator['percolateSeen']>[0]) {
    const ways = [
      { among: { bool: { must_not: [{ term: { sees: contentKey } }] } }, projection },
      ...seen.map(({ sight, projection: form }) => ({ among: { term: { sights: tokenOf(sight) } }, projection: form })),
    ];
    const found = await Promise.all(
      ways.flatMap(({ among, projection: form }) => [
        this.#percolateAmong(both(among, withoutWords), [withoutTexts(form)]),
        ...(words ? [this.#percolateAmong(both(among, withWords), [form])] : []),
      ]),
    );
    return found.flat().reduce(later, new Map<number, number>());
  }

  async matchesOf(queryId: number, projections: readonly Projection[]): Promise<(number | undefined)[]> {
    const matches: Map<number, number>[] = [];
    for (let start = 0; start < projections.length; start += documentsOfOneRequest) {
      const some = projections.slice(start, start + documentsOfOneRequest);
      matches.push(...(await this.#percolateMany({ ids: { values: [String(queryId)] } }, some)));
    }
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
              filter: [{ ids: { values: queryIds.map(String) } }, { term: { 'query.extraction_result': result } }],
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

  /** @param last the highest id of a filter, where there may be many */
  async #percolateAmong(among: object, projections: readonly object[], last = 0): Promise<Map<number, number>[]> {
    if (projections.length <= documentsOneByOne) {
      return this.#percolateOneByOne(among, projections, last);
    }
    if (await this.#isEmpty(among)) {
      return projections.map(() => new Map<number, number>());
    }
    const matches: Map<number, number>[] = [];
    for (let start = 0; start < projections.length; start += documentsOfOneRequest) {
      matches.push(...(await this.#percolateMany(among, projections.slice(start, start + documentsOfOneRequest))));
    }
    return matches;
  }

  async #percolateOneByOne(
    among: object,
    projections: readonly object[],
    last: number,
  ): Promise<Map<number, number>[]> {
    const matches = projections.map(() => new Map<number, number>());
    const queue = projections.entries();
    const slices = slicesOf(last, Math.floor(atOnce / projections.length));
    const percolateOne = (projection: object, slice: object): Promise<Map<number, number>> =>
      this.#percolateOne(slices.length === 1 ? among : both(among, slice), projection, 1);
    const lane = async (): Promise<void> => {
      for (const [position, projection] of queue) {
        const found = await Promise.all(slices.map((slice) => percolateOne(projection, slice)));
        matches[position] = found.reduce(later);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, projections.length) }, lane));
    return matches;
  }

  /**
   * Whether no such registration is visible: then nothing matches, as a percolation at this moment would say at more cost (the
   * engine indexes the documents of a batch before it looks for filters, and long texts have many words). One that becomes
   * visible later has a writer who sees our document, or is counted and has us percolate again.
   */
  async #isEmpty(among: object): Promise<boolean> {
    const { hits } = await this.#search<EmptyAnswer>(
      { size: 0, terminate_after: 1, query: { bool: { filter: [among] } } },
      'timed_out,_shards.failed,hits.total.value',
    );
    return hits.total.value === 0;
  }

  /**
   * One document: the aggregation spares the fetch of hits, which costs more than the matching. More matches than one answer
   * holds are asked for in partitions; a filter that is registered anew meanwhile may be missed or seen twice, which the
   * pair rule allows for (its revision is not the one that its row had before).
   */
  async #percolateOne(among: object, projection: object, partitions: number): Promise<Map<number, number>> {
    const matches = new Map<number, number>();
    for (let partition = 0; partition < partitions; partition += 1) {
      const answer = await this.#search<OneAnswer>(
        this.#one({ among, projection, size: buckets, partition, partitions }),
        'timed_out,_shards.failed,aggregations.stamps.sum_other_doc_count,aggregations.stamps.buckets.key',
      );
      const { sum_other_doc_count: others, buckets: found = [] } = answer.aggregations.stamps;
      if (others > 0) {
        return this.#percolateOne(among, projection, partitions * 2);
      }
      for (const { key } of found) {
        const { id, revision } = unpackStamp(key);
        matches.set(id, revision);
      }
    }
    return matches;
  }

  async #percolateMany(among: object, projections: readonly object[]): Promise<Map<number, number>[]> {
    const matches = projections.map(() => new Map<number, number>());
    const documents = projections.map((projection) => ({ filter: projection }));
    let after = -1;
    for (;;) {
      const answer = await this.#search<ManyAnswer>(
        this.#many({ among, documents, size: page, after: [after] }),
        'timed_out,_shards.failed,hits.hits.sort,hits.hits.fields',
      );
      const hits = answer.hits?.hits ?? [];
      for (const { sort, fields } of hits) {
        const { id, revision } = unpackStamp(sort[0]);
        for (const slot of fields._percolator_document_slot) {
          matches[slot]?.set(id, revision);
        }
        after = sort[0];
      }
      if (hits.length < page) {
        return matches;
      }
    }
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

/** A filter that both answers have was registered anew between them: the later revision stands. */
function later(matches: Map<number, number>, others: ReadonlyMap<number, number> = new Map()): Map<number, number> {
  for (const [queryId, revision] of others) {
    matches.set(queryId, Math.max(revision, matches.get(queryId) ?? 0));
  }
  return matches;
}
