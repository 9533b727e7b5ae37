import { UnavailableError } from '../kernel/errors.ts';
import { unpackStamp } from '../kernel/ids.ts';
import { ownAlias } from '../platform/opensearch/aliases.ts';
import { indexInBulk } from '../platform/opensearch/bulk.ts';
import { searchMany } from '../platform/opensearch/search-many.ts';
import { readSources } from '../platform/opensearch/read-sources.ts';
import { assertWhole, type OpenSearch, type Shards } from '../platform/opensearch/opensearch.ts';
import type { RequestTemplate } from '../kernel/request-template.ts';
import { buildBareDocument, buildDocument, buildTombstone } from './build-document.ts';
import { readTerms } from './read-terms.opensearch.ts';
import type {
  ContentIndex,
  ContentIndices,
  DocumentOutcome,
  DocumentWrite,
  NamedIndex,
  Snapshot,
  StoredDocument,
  Terms,
} from './port.ts';

interface PageAnswer {
  timed_out: boolean;
  _shards: Shards;
  pit_id?: string;
  hits?: { hits?: { sort: [number, ...unknown[]] }[] };
}

/** The search field that came last, of those that every document has; bare documents and tombstones have none. */
const newestField = 'is_new_content';

/** Adds to documents what is not of the rooms that give their parts. */
type Complete = (documents: readonly DocumentWrite[]) => Promise<readonly DocumentWrite[]>;

const page = 10_000;
const keepAlive = '2m';

const pageQuery = {
  allow_partial_search_results: false,
  filter_path: 'pit_id,timed_out,_shards.failed,hits.hits.sort',
};

/** One index of content, or the one behind an alias. */
export class OpenSearchContentIndex implements Omit<ContentIndex, 'fresh'>, NamedIndex, ContentIndices {
  readonly #engine: OpenSearch;
  readonly #alias: string;
  readonly #writeAlias: string;
  readonly #forward: RequestTemplate;
  readonly #complete: Complete | undefined;

  /**
   * @param deps.forward `queries/forward.json`: one page of a filter's evaluation
   * @param deps.alias the alias, or the name of an index
   * @param deps.complete what documents get before they are written
   * @param writeAlias what writes go through; the alias where it is left out
   */
  constructor(
    deps: { engine: OpenSearch; alias: string; forward: RequestTemplate; complete?: Complete | undefined },
    writeAlias = deps.alias,
  ) {
    this.#engine = deps.engine;
    this.#alias = deps.alias;
    this.#writeAlias = writeAlias;
    this.#forward = deps.forward;
    this.#complete = deps.complete;
  }

  at(index: string): OpenSearchContentIndex {
    const deps = { engine: this.#engine, forward: this.#forward, complete: this.#complete };
    return new OpenSearchContentIndex({ ...deps, alias: index }, ownAlias(index));
  }

  /** The index behind the alias. @throws UnavailableError when it is missing */
  async serving(): Promise<OpenSearchContentIndex> {
    const answer = await this.#engine.request<object>({ method: 'GET', path: `/${this.#alias}/_alias` });
    const [index] = Object.keys(answer);
    if (index === undefined) {
      throw new UnavailableError('opensearch', `nothing is behind ${this.#alias}; the workers make it anew`);
    }
    return this.at(index);
  }

  async write(plain: readonly DocumentWrite[]): Promise<DocumentOutcome[]> {
    const documents = (await this.#complete?.(plain)) ?? plain;
    const outcomes: DocumentOutcome[] = await this.#bulk(
      documents.map((write) => ({
        write,
        body: 'parts' in write ? buildDocument(write.parts) : buildTombstone(write),
      })),
    );
    const again = outcomes.flatMap((outcome, position) => {
      const write = documents[position];
      return outcome.state === 'refused' && write !== undefined && 'parts' in write
        ? [{ position, write, reason: outcome.reason, body: buildBareDocument(write.parts, outcome.reason) }]
        : [];
    });
    const second = await this.#bulk(again);
    for (const [index, { position, reason }] of again.entries()) {
      const outcome = second[index];
      if (outcome !== undefined) {
        outcomes[position] = outcome.state === 'written' ? { state: 'bare', reason } : outcome;
      }
    }
    return outcomes;
  }

  #bulk(writes: readonly { write: DocumentWrite; body: object }[]): Promise<DocumentOutcome[]> {
    return indexInBulk(
      this.#engine,
      this.#writeAlias,
      writes.map(({ write, body }) => ({ id: idOf(write), version: write.ticket, body })),
    );
  }

  async refresh(): Promise<void> {
    const answer = await this.#engine.request<{ _shards: Shards }>({
      method: 'POST',
      path: `/${this.#alias}/_refresh`,
    });
    assertWhole(answer);
  }

  async snapshot(): Promise<Snapshot> {
    const opened = await this.#engine.request<{ pit_id: string; _shards: Shards }>({
      method: 'POST',
      path: `/${this.#alias}/_search/point_in_time`,
      query: { keep_alive: keepAlive, allow_partial_pit_creation: false },
    });
    assertWhole(opened);
    return new OpenSearchSnapshot(this.#engine, this.#forward, opened.pit_id);
  }

  matching(query: object): Promise<Map<number, number>> {
    return readPages((after) =>
      this.#engine.request<PageAnswer>({
        method: 'POST',
        path: `/${this.#alias}/_search`,
        query: pageQuery,
        body: this.#forward({ query, after: [after], size: page }),
      }),
    );
  }

  async read(contentIds: readonly number[]): Promise<Map<number, StoredDocument>> {
    const documents = await readSources<{ stamp: number; filter?: object; tombstone: boolean }>(
      this.#engine,
      this.#alias,
      { ids: contentIds, members: ['stamp', 'filter', 'tombstone'] },
    );
    return new Map(
      [...documents].map(([id, { stamp, filter, tombstone }]) => [
        id,
        { revision: unpackStamp(stamp).revision, projection: tombstone ? null : (filter ?? {}) },
      ]),
    );
  }

  async sources(contentIds: readonly number[]): Promise<Map<number, Record<string, unknown>>> {
    return readSources<Record<string, unknown>>(this.#engine, this.#alias, { ids: contentIds, members: ['*'] });
  }

  async count(queries: readonly object[]): Promise<number[]> {
    const counts: number[] = [];
    // One after another: this is for operators, and must not crowd out decisions.
    for (const query of queries) {
      const { count, _shards } = await this.#engine.request<{ count: number; _shards: Shards }>({
        method: 'POST',
        path: `/${this.#alias}/_count`,
        body: { query: { bool: { filter: [query, { term: { tombstone: false } }] } } },
      });
      assertWhole({ _shards });
      counts.push(count);
    }
    return counts;
  }

  termsOf(texts: readonly Readonly<Record<string, readonly string[]>>[]): Promise<Terms[]> {
    return readTerms(this.#engine, this.#alias, texts);
  }

  async olderDocuments(limit: number): Promise<number[]> {
    const { hits } = await this.search<{ hits: { hits: { _source: { content_id: number } }[] } }>({
      size: limit,
      track_total_hits: false,
      query: {
        bool: {
          filter: [{ term: { tombstone: false } }, { exists: { field: 'learning_type' } }],
          must_not: [{ exists: { field: newestField } }],
        },
      },
      _source: ['content_id'],
    });
    return hits.hits.map(({ _source }) => _source.content_id);
  }

  async search<Answer>(body: object): Promise<Answer> {
    return this.#engine.request<Answer>({
      method: 'POST',
      path: `/${this.#alias}/_search`,
      query: { allow_partial_search_results: false },
      body,
    });
  }

  async searchAll<Answer>(bodies: readonly object[]): Promise<Answer[]> {
    const [only] = bodies;
    if (only === undefined || bodies.length === 1) {
      return only === undefined ? [] : [await this.search<Answer>(only)];
    }
    return searchMany<Answer>(this.#engine, this.#alias, bodies);
  }
}

class OpenSearchSnapshot implements Snapshot {
  readonly #engine: OpenSearch;
  readonly #forward: RequestTemplate;
  #pit: string;

  constructor(engine: OpenSearch, forward: RequestTemplate, pit: string) {
    this.#engine = engine;
    this.#forward = forward;
    this.#pit = pit;
  }

  matching(query: object): Promise<Map<number, number>> {
    return readPages(async (after) => {
      const answer = await this.#engine.request<PageAnswer>({
        method: 'POST',
        path: '/_search',
        query: pageQuery,
        body: { ...this.#forward({ query, after: [after], size: page }), pit: this.#reading() },
      });
      this.#pit = answer.pit_id ?? this.#pit;
      return answer;
    });
  }

  async search<Answer>(body: object): Promise<Answer> {
    return this.#engine.request<Answer>({
      method: 'POST',
      path: '/_search',
      query: { allow_partial_search_results: false },
      body: { ...body, pit: this.#reading() },
    });
  }

  #reading(): object {
    return { id: this.#pit, keep_alive: keepAlive };
  }

  async close(): Promise<void> {
    await this.#engine
      .request({ method: 'DELETE', path: '/_search/point_in_time', body: { pit_id: [this.#pit] } })
      // It ends by itself after `keepAlive`; the decision that used it is made.
      .catch(() => undefined);
  }
}

/** @returns id → revision, of all pages */
async function readPages(ask: (after: number) => Promise<PageAnswer>): Promise<Map<number, number>> {
  const revisions = new Map<number, number>();
  let after = -1;
  for (;;) {
    const answer = await ask(after);
    assertWhole(answer);
    const hits = answer.hits?.hits ?? [];
    for (const { sort } of hits) {
      const { id, revision } = unpackStamp(sort[0]);
      revisions.set(id, revision);
      after = sort[0];
    }
    if (hits.length < page) {
      return revisions;
    }
  }
}

function idOf(write: DocumentWrite): number {
  return 'parts' in write ? write.parts.contentId : write.tombstone.contentId;
}
