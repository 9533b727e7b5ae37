import { unpackStamp } from '../../kernel/ids.ts';
import { Gathering } from '../../kernel/gathering.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { assertWhole, type OpenSearch } from '../../platform/opensearch/opensearch.ts';
import { readSources } from '../../platform/opensearch/read-sources.ts';
import { searchMany } from '../../platform/opensearch/search-many.ts';
import type { Projection } from '../../replication/port.ts';
import { selectionVersion } from '../filter/selection.ts';
import { foundMembers, type FilterSource, type FiltersAnswer, type FoundAnswer } from './answers.opensearch.ts';
import { KnownFilters, type ReadFilter } from './known-filters.ts';
import { askedApart, askedTogether, type Percolation, type Question } from './questions.ts';
import { anyContentType } from './registration.ts';

export interface PercolationDeps {
  engine: OpenSearch;
  alias: string;
  /** `queries/percolate.json` */
  percolate: RequestTemplate;
  /** `queries/percolate-whole.json` */
  percolateWhole: RequestTemplate;
}

/** Buckets of one answer; the engine's own limit (`search.max_buckets`) is 65,535. */
const buckets = 60_000;
/** Documents of one request: who comes in between waits for no more than these. */
const documentsOfOneRequest = 50;
/** Each may have megabytes. */
const filtersOfOnePage = 25;
const runs = { atOnce: 2, most: documentsOfOneRequest };

/** Percolates documents, those of several callers together. */
export class Percolations {
  readonly #deps: PercolationDeps;
  readonly #known: KnownFilters;
  /** Documents of items that change at the same time go together. */
  readonly #gathering: Gathering<Percolation, Map<number, number>>;
  /** Whether there were filters lately that no selector finds. Where there were none, it is tried to ask about many documents together. */
  #hadUnselected = false;

  constructor(deps: PercolationDeps) {
    this.#deps = deps;
    this.#known = new KnownFilters((queryIds) => this.#readFilters(queryIds));
    this.#gathering = new Gathering((percolations) => this.#percolate(percolations), runs);
  }

  /**
   * @returns for each percolation, in order: the filters that match, query id → revision as evaluated
   * @throws UnavailableError
   */
  async run(percolations: readonly Percolation[]): Promise<Map<number, number>[]> {
    const matches: Map<number, number>[] = [];
    for (let start = 0; start < percolations.length; start += documentsOfOneRequest) {
      matches.push(...(await this.#gathering.do(percolations.slice(start, start + documentsOfOneRequest))));
    }
    return matches;
  }

  /**
   * Reads filters that selectors find before any item meets them, as many as there is room for.
   * @param signal ends it between two pages
   * @throws UnavailableError
   */
  async warmUp(signal: AbortSignal): Promise<void> {
    for (let after: number | undefined = -1; after !== undefined && !signal.aborted;) {
      const filters = await this.#readPage(after);
      const hasRoom = this.#known.meet(filters);
      after = hasRoom && filters.length === filtersOfOnePage ? filters.at(-1)?.stamp : undefined;
    }
  }

  async #percolate(percolations: readonly Percolation[]): Promise<Map<number, number>[]> {
    const matches = new Map<Percolation, Map<number, number>>();
    await Promise.all(
      (await this.#askAll(percolations)).map(async ({ question, answer }) => {
        const found = answer.found ?? (await this.#findInParts(question, 2));
        const stamps =
          question.kind === 'whole'
            ? [found.stamps]
            : await this.#known.matching(
                found,
                question.of.map(({ projection }) => projection),
              );
        question.of.forEach((percolation, place) => {
          const pairs = (stamps[place] ?? [])
            .map(unpackStamp)
            .map(({ id, revision }): [number, number] => [id, revision]);
          matches.set(percolation, new Map(pairs));
        });
      }),
    );
    return percolations.map((percolation) => matches.get(percolation) ?? new Map<number, number>());
  }

  /**
   * Together, unless filters have to be run: an answer that left out filters which no selector finds says so, of the same moment. Then all are asked
   * again apart, with those.
   */
  async #askAll(percolations: readonly Percolation[]): Promise<Asked[]> {
    const ask = async (questions: readonly Question[]): Promise<Asked[]> => {
      const answers = await this.#ask(questions.map((question) => this.#body(question, onePart)));
      return answers.flatMap((answer, place) => {
        const question = questions[place];
        return question === undefined ? [] : [{ question, answer }];
      });
    };
    const wereAsked = this.#hadUnselected;
    const asked = await ask(wereAsked ? askedApart(percolations) : askedTogether(percolations));
    const counts = asked.flatMap(({ answer: { unselected } }) => unselected ?? []);
    const areThere = counts.length === 0 ? wereAsked : counts.some((count) => count > 0);
    this.#hadUnselected = areThere;
    return areThere && !wereAsked ? ask(askedApart(percolations)) : asked;
  }

  /**
   * More matches than one answer holds. A filter that is registered anew meanwhile may be missed or seen twice, which the pair rule allows for
   * (its revision is not the one that its row had before).
   */
  async #findInParts(question: Question, partitions: number): Promise<Found> {
    const parts = await this.#ask(
      Array.from({ length: partitions }, (_, partition) => this.#body(question, { partition, partitions })),
    );
    const found = parts.flatMap((part) => part.found ?? []);
    return found.length < partitions
      ? this.#findInParts(question, partitions * 2)
      : { stamps: found.flatMap(({ stamps }) => stamps), digests: found[0]?.digests ?? 0 };
  }

  /** The aggregation spares the fetch of hits, which costs more than the matching. */
  async #ask(bodies: readonly object[]): Promise<Answer[]> {
    const { engine, alias } = this.#deps;
    const answers = await searchMany<FoundAnswer>(engine, alias, bodies, foundMembers);
    return answers.map((answer) => {
      assertWhole(answer);
      const { stamps, digests, unselected } = answer.aggregations;
      return {
        found:
          stamps.sum_other_doc_count > 0
            ? undefined
            : { stamps: (stamps.buckets ?? []).map(({ key }) => key), digests: digests?.value ?? 0 },
        unselected: unselected?.registered.doc_count,
      };
    });
  }

  #body(
    { kind, among, projection, runsUnselected }: Question,
    part: { partition: number; partitions: number },
  ): object {
    const shared = { among, projection, size: buckets, ...part };
    return kind === 'whole'
      ? this.#deps.percolateWhole(shared)
      : this.#deps.percolate({
          ...shared,
          selection: selectionVersion,
          unselected: runsUnselected ? unselectedOf(projection) : { match_none: {} },
          content_types: [anyContentType, ...(projection.content_type ?? [])],
        });
  }

  /** As they were last written, visible or not: of another revision than was found, nothing is taken. */
  async #readFilters(queryIds: readonly number[]): Promise<ReadFilter[]> {
    const { engine, alias } = this.#deps;
    const found = await readSources<FilterSource>(engine, alias, { ids: queryIds, members: readMembers });
    return [...found.values()].map(toReadFilter);
  }

  /** Those that searches see, in the order of their stamps. */
  async #readPage(after: number): Promise<ReadFilter[]> {
    const { engine, alias } = this.#deps;
    const answer = await engine.request<FiltersAnswer>({
      method: 'POST',
      path: `/${alias}/_search`,
      query: {
        allow_partial_search_results: false,
        filter_path: 'timed_out,_shards.failed,hits.hits._source',
      },
      body: {
        size: filtersOfOnePage,
        query: {
          bool: { filter: [{ term: { selection: selectionVersion } }], must_not: [{ term: { uses_text: true } }] },
        },
        track_total_hits: false,
        sort: [{ stamp: 'asc' }],
        search_after: [after],
        _source: readMembers,
      },
    });
    assertWhole(answer);
    return (answer.hits?.hits ?? []).map(({ _source }) => toReadFilter(_source));
  }
}

const readMembers: (keyof FilterSource)[] = ['stamp', 'query', 'digest'];

function toReadFilter({ stamp, query, digest = 0 }: FilterSource): ReadFilter {
  return { stamp, compiled: query, digest };
}

/** Registrations that were found, and the sum of their digests. */
interface Found {
  stamps: number[];
  digests: number;
}

interface Answer {
  /** undefined: there are more matches than an answer holds. */
  found: Found | undefined;
  /** How many filters no selector finds, whether they were run or not; undefined where filters are run as a whole anyway. */
  unselected: number | undefined;
}

interface Asked {
  question: Question;
  answer: Answer;
}

const onePart = { partition: 0, partitions: 1 };

/** Filters that no selector of this program finds are run as a whole. */
function unselectedOf(projection: Projection): object {
  return {
    bool: {
      must_not: [{ term: { selection: selectionVersion } }],
      filter: [{ percolate: { field: 'query', document: { filter: projection } } }],
    },
  };
}
