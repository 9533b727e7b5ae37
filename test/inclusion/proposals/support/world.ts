import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ProposedError } from '../../../../src/kernel/errors.ts';
import { parseJson } from '../../../../src/kernel/json.ts';
import type { FilterWrite, WrittenFilter, Writer } from '../../../../src/inclusion/port.ts';
import { makeProxies, type Proxies } from '../../../support/proxy.ts';
import { makeService, makeStores, sql, type TestService } from '../../../support/service.ts';
import { author, operator } from '../../../support/writers.ts';

export interface Kept {
  id: number;
  members: number;
  matched: number;
  entering: number;
  leaving: number;
  leaving_sample: string[];
}

/** How many courses there are. */
export const courses = 61;

export function key(index: number): string {
  return `P+${String(index).padStart(2, '0')}`;
}

export async function refusal(work: Promise<unknown>): Promise<Error | undefined> {
  return work.then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
}

/** The proposal that an edit or a confirmation says it is. */
export async function keptBy(work: Promise<unknown>): Promise<Kept> {
  const error = await refusal(work);
  expect(error, error?.message ?? 'applied').to.be.instanceOf(ProposedError);
  return (error as ProposedError).members.proposal as Kept;
}

/** A service with courses, and one query at a time that is edited. */
export class ProposalWorld {
  readonly service: TestService;
  readonly proxies: Proxies;
  readonly customer = randomUUID();
  query = '';
  catalog = '';

  private constructor(service: TestService, proxies: Proxies) {
    this.service = service;
    this.proxies = proxies;
  }

  static async open(): Promise<ProposalWorld> {
    const proxies = await makeProxies(await makeStores());
    const service = await makeService({ stores: proxies.stores });
    const documents = Array.from({ length: courses }, (_, index) => ({
      content_type: 'course',
      key: key(index),
      title: 'Course',
      min_effort: index,
    }));
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
    return new ProposalWorld(service, proxies);
  }

  async close(): Promise<void> {
    await this.service.stop();
    await this.proxies.close();
  }

  /** Courses `from` to before `to`; no two queries have the same filter. */
  filter(from: number, to: number, more: object = {}): WrittenFilter {
    const text = JSON.stringify({ min_effort__gte: from, min_effort__lt: to, key__exclude: this.query, ...more });
    return { text, node: parseJson(text) };
  }

  /** A catalog whose query has the first `count` courses: the one that is edited from now on. */
  async plant(count: number): Promise<void> {
    [this.query, this.catalog] = [randomUUID(), randomUUID()];
    await this.use(this.customer, { uuid: this.catalog, filter: this.filter(0, count) });
  }

  /** A catalog that uses the query. */
  async use(
    customer: string,
    { uuid = randomUUID(), ...more }: { uuid?: string; filter?: WrittenFilter } = {},
  ): Promise<void> {
    await this.service.inclusion.createCatalog(
      { uuid, title: uuid, enterpriseUuid: customer, enterpriseName: null, query: { uuid: this.query, ...more } },
      operator,
    );
  }

  edit(filter: WrittenFilter, options: { force?: boolean; writer?: Writer } = {}): Promise<FilterWrite> {
    const { force = false, writer = operator } = options;
    return this.service.inclusion.proposals.edit(this.query, { filter, force }, writer);
  }

  async members(): Promise<number> {
    const [row] = await sql<{ count: number }>(
      this.service.stores,
      'SELECT COUNT(*) AS count FROM membership WHERE query_id = (SELECT id FROM catalog_query WHERE uuid = ?)',
      [this.query],
    );
    return row?.count ?? 0;
  }

  async revision(): Promise<number> {
    const [row] = await sql<{ revision: number }>(
      this.service.stores,
      'SELECT revision FROM catalog_query WHERE uuid = ?',
      [this.query],
    );
    return row?.revision ?? 0;
  }

  /** Proposals about the query that wait. */
  async waiting(): Promise<number[]> {
    const page = { customers: 'every', after: 0, offset: 0, limit: 1_000 } as const;
    const { proposals } = await this.service.inclusion.proposals.list(page);
    return proposals.filter(({ queryUuid }) => queryUuid === this.query).map(({ id }) => id);
  }

  async audited(): Promise<string[]> {
    const rows = await sql<{ action: string }>(
      this.service.stores,
      'SELECT action FROM audit_log WHERE subject = ? ORDER BY id',
      [this.query],
    );
    return rows.map(({ action }) => action);
  }

  /** Every filter that the percolator has, by its text. */
  async registered(): Promise<string[]> {
    await this.service.inclusion.registerAnnounced({ abandoned: false });
    const { opensearchUrl, indexPrefix } = this.service.stores.config;
    const ask = (path: string): Promise<Response> =>
      fetch(new URL(`/${indexPrefix}catalog-queries/${path}`, opensearchUrl));
    await ask('_refresh');
    const { hits } = (await (await ask('_search?size=1000')).json()) as { hits: { hits: { _source: object }[] } };
    expect(hits.hits).to.not.be.empty;
    return hits.hits.map(({ _source }) => JSON.stringify(_source)).sort();
  }
}
