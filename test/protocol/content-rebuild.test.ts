import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Service } from '../../src/compose.ts';
import { ConflictError } from '../../src/kernel/errors.ts';
import { parseJson } from '../../src/kernel/json.ts';
import type { RebuildOptions } from '../../src/kernel/rebuild/models.ts';
import type { Step, StepName } from '../../src/kernel/steps.ts';
import { Random } from '../oracle/random.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { documentsIn, documentsWanted } from '../support/content-documents.ts';
import { diesAt, Gate } from '../support/gate.ts';
import { passDeadline, servingIndex } from '../support/registrations.ts';
import { RestlessWriters } from '../support/restless-writers.ts';
import {
  eventually,
  makeCommands,
  makeService,
  makeStores,
  sql,
  type TestService,
  type TestStores,
} from '../support/service.ts';
import { author } from '../support/writers.ts';

const now = Date.UTC(2026, 10, 20);
const options: Omit<RebuildOptions, 'how'> = { keep: 1, sample: 20, acceptDifferences: false };

describe('the content index is rebuilt while writers write', function () {
  this.timeout(120_000);
  const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
  const told = `SEED=${String(random.seed)}`;
  let stores: TestStores;
  let service: TestService;
  let writers: RestlessWriters;
  const others: Service[] = [];

  before(async () => {
    stores = await makeStores({ DATABASE_CONNECTIONS: '6' });
    service = await makeService({ stores, now: () => now });
    writers = new RestlessWriters(service, { random, now });
    await writers.seed();
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((other) => other.stop()));
  });
  after(async () => {
    await writers.stop();
    await service.stop();
  });

  function other(step: Step): Service {
    const made = makeCommands(stores, { now: () => now, step });
    others.push(made);
    return made;
  }
  /** A builder whose process dies at a step; nobody waits for its deadline. */
  async function dieAt(step: StepName, how: RebuildOptions['how']): Promise<void> {
    const death = diesAt(step);
    const builder = other(death.step);
    const end = builder.reindexContent({ ...options, how });
    await Promise.race([death.died, end.then(() => Promise.reject(new Error(`it never came to ${step}`)))]);
    await passDeadline(stores);
  }
  async function store(key: string, level: string): Promise<void> {
    const document = { content_type: 'course', key, title: key, level_type: level };
    const { claims } = await service.replication.store([document], { author });
    await service.inclusion.decideItems(claims);
  }
  /** Both indices have exactly what the rows say, in the same words, and the memberships are right. */
  async function expectRight(second: string | null): Promise<void> {
    await writers.stop();
    await eventually('everything decided', async () => {
      await service.worker.drainOnce();
      const { items, queries } = await service.inclusion.backlog();
      return items + queries === 0;
    });
    const { lost, extra } = await compareMembership(stores, now);
    expect({ lost, extra }, told).to.deep.equal({ lost: [], extra: [] });
    const serving = await documentsIn(stores, await servingIndex(stores, 'content'));
    expect(Object.keys(serving).sort(), `documents; ${told}`).to.deep.equal(await documentsWanted(stores));
    if (second !== null) {
      expect(await documentsIn(stores, second), `documents in the other; ${told}`).to.deep.equal(serving);
    }
  }

  it('is killed three times and resumed, goes back and forth, and ends exact', async () => {
    const first = await servingIndex(stores, 'content');
    writers.start();
    await dieAt('rebuild:targets-changed', 'build');
    await writers.more(4);
    await dieAt('rebuild:page-copied', 'resume');
    await writers.more(4);
    await dieAt('rebuild:alias-moved', 'resume');
    await writers.more(4);
    const swapped = await service.reindexContent({ ...options, how: 'resume' });
    expect(swapped, told).to.include({ outcome: 'swapped', second: first, missing: 0, different: 0, revised: 0 });
    await writers.more(4);
    await expectRight(first);

    writers.start();
    const back = await service.reindexContent({ ...options, how: 'back' });
    expect(back, told).to.include({ outcome: 'went back', serving: first, second: swapped.serving, revised: 0 });
    await writers.more(4);
    const forth = await service.reindexContent({ ...options, how: 'back' });
    expect(forth, told).to.include({ outcome: 'went back', serving: swapped.serving, second: first });
    await writers.more(4);
    await expectRight(first);
  });

  it('is at it once at a time, is done whole, and drops what came before', async () => {
    const before = await servingIndex(stores, 'content');
    const gate = new Gate('rebuild:page-copied');
    const builder = other(gate.step);
    writers.start();
    const end = builder.reindexContent({ ...options, how: 'build', keep: 0 });
    await gate.reached('rebuild:page-copied');
    for (const how of ['build', 'resume', 'back'] as const) {
      const refused = await service.reindexContent({ ...options, how }).catch((error: unknown) => error);
      expect(refused, how).to.be.instanceOf(ConflictError);
    }
    await writers.more(3);
    gate.open();
    const done = await end;
    expect(done, told).to.include({ outcome: 'swapped', second: null, missing: 0, different: 0, revised: 0 });
    expect(done.dropped).to.include(before);
    await expectRight(null);
  });

  it('has what is written, and nothing of what is removed, while an index is built', async () => {
    await store('Built+1', 'low');
    const gate = new Gate('rebuild:visible');
    const builder = other(gate.step);
    const { count } = await service.replication.extent();
    const end = builder.reindexContent({ ...options, how: 'build' });
    await gate.reached('rebuild:visible');
    await store('Built+2', 'low');
    await service.inclusion.decideItems(await service.replication.remove(['Built+1'], author));
    gate.open();
    const { second, missing, copied, revised } = await end;
    // More than the rows that were there, tombstones aside, would have been copied again.
    const [removed] = await sql<{ count: number }>(
      stores,
      'SELECT COUNT(*) AS count FROM content WHERE deleted_at IS NOT NULL',
    );
    expect({ missing, revised, copied }).to.deep.equal({
      missing: 0,
      revised: 0,
      copied: count + (removed?.count ?? 0) - 1,
    });
    await expectRight(second);
  });

  it('finds what a program of the version before wrote to one index only', async () => {
    await store('Older+1', 'low');
    const gate = new Gate('rebuild:swapping');
    const builder = other(gate.step);
    const end = builder.reindexContent({ ...options, how: 'build' });
    await gate.reached('rebuild:swapping');
    // As that one would: it knows of no second index.
    await sql(
      stores,
      `UPDATE content SET revision = revision + 1, decided_revision = revision, document_ticket = document_ticket + 1
       WHERE content_key = 'Older+1'`,
    );
    gate.open();
    const { second, revised } = await end;
    expect(revised).to.equal(1);
    await expectRight(second);
  });

  it('decides a filter by one index, though another takes its place between refresh and search', async () => {
    const gates = {
      builder: new Gate('rebuild:swapping'),
      moved: new Gate('rebuild:alias-moved'),
      filter: new Gate('query:content-visible'),
    };
    const builder = other(async (name) => {
      await gates.builder.step(name);
      await gates.moved.step(name);
    });
    const filterWriter = other(gates.filter.step);
    const rebuilt = builder.reindexContent({ ...options, how: 'build' });
    await gates.builder.reached('rebuild:swapping');
    // Nothing becomes visible by the engine's own clock: only the protocol's refreshes count.
    const { opensearchUrl, indexPrefix } = stores.config;
    const still = await fetch(`${opensearchUrl}/${indexPrefix}content-*/_settings`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ index: { refresh_interval: '-1' } }),
    });
    expect(still.ok).to.equal(true);
    await store('Between+1', 'low');
    const uuid = randomUUID();
    const text = JSON.stringify({ key: 'Between+1' });
    const decided = filterWriter.inclusion.importQueries([
      { uuid, title: null, filter: { text, node: parseJson(text) } },
    ]);
    await gates.filter.reached('query:content-visible');
    gates.builder.open();
    await gates.moved.reached('rebuild:alias-moved');
    gates.filter.open();
    await decided;
    const members = await sql(
      stores,
      'SELECT 1 FROM membership m JOIN catalog_query q ON q.id = m.query_id WHERE q.uuid = ?',
      [uuid],
    );
    expect(members).to.have.length(1);
    gates.moved.open();
    await expectRight((await rebuilt).second);
  });
});
