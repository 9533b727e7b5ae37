import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Service } from '../../src/compose.ts';
import { ConflictError } from '../../src/kernel/errors.ts';
import { parseJson } from '../../src/kernel/json.ts';
import type { RebuildOptions } from '../../src/kernel/rebuild/models.ts';
import type { Step, StepName } from '../../src/kernel/steps.ts';
import { documentsIn, documentsWanted } from '../support/content-documents.ts';
import { Gate } from '../support/gate.ts';
import { servingIndex } from '../support/registrations.ts';
import type { RestlessWriters } from '../support/restless-writers.ts';
import { makeCommands, sql, type TestService, type TestStores } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { now, options, RestlessWorld } from './restless-world.ts';

describe('the content index is rebuilt while writers write', function () {
  this.timeout(120_000);
  let world: RestlessWorld;
  let told: string;
  let stores: TestStores;
  let service: TestService;
  let writers: RestlessWriters;
  const others: Service[] = [];

  before(async () => {
    world = await RestlessWorld.open();
    ({ stores, service, writers, told } = world);
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((other) => other.stop()));
  });
  after(() => world.close());

  function other(step: Step): Service {
    const made = makeCommands(stores, { now, step });
    others.push(made);
    return made;
  }
  /** A new item that no index shows yet: a refresh that was on its way may still have shown the first one. @returns its key */
  async function storeUnseen(): Promise<string> {
    const { opensearchUrl, indexPrefix } = stores.config;
    for (let number = 1; ; number += 1) {
      const key = `Between+${String(number)}`;
      await store(key, 'low');
      const answer = await fetch(
        `${opensearchUrl}/${indexPrefix}content-*/_count?q=content_key:%22${encodeURIComponent(key)}%22`,
      );
      const { count } = (await answer.json()) as { count: number };
      if (count === 0) {
        return key;
      }
      expect(number, 'items that are seen at once').to.be.lessThan(10);
    }
  }
  const dieAt = (at: StepName, how: RebuildOptions['how']): Promise<void> =>
    world.dieAt(
      at,
      (step) => makeCommands(stores, { now, step }),
      (builder) => builder.reindexContent({ ...options, how }),
    );
  async function store(key: string, level: string): Promise<void> {
    const document = { content_type: 'course', key, title: key, level_type: level };
    const { claims } = await service.replication.store([document], { author });
    await service.inclusion.decideItems(claims);
  }
  /** Both indices have exactly what the rows say, in the same words, and the memberships are right. */
  async function expectRight(second: string | null): Promise<void> {
    await world.expectDecided();
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
    const key = await storeUnseen();
    const uuid = randomUUID();
    const text = JSON.stringify({ key });
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
