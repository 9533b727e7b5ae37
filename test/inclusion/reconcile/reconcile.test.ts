import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { selectionVersion } from '../../../src/inclusion/filter/selection.ts';
import { driftKinds, type DriftKind, type ReconcileReport } from '../../../src/inclusion/port.ts';
import { NotFoundError } from '../../../src/kernel/errors.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { compareInherited } from '../../support/compare-inherited.ts';
import { compareMembership } from '../../support/compare-membership.ts';
import { Gate } from '../../support/gate.ts';
import { eventually, makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

/** Drift of every kind is planted behind the service's back: a comparison finds it, and only it, and repairs it. */
describe('reconciliation', function () {
  this.timeout(120_000);
  let service: TestService;
  let gate = new Gate();
  const now = Date.UTC(2026, 10, 20);
  const [program, query, other] = [randomUUID(), randomUUID(), randomUUID()];

  before(async () => {
    service = await makeService({ now: () => now, step: (name) => gate.step(name) });
    const courses = Array.from({ length: 12 }, (_, index) => ({
      content_type: 'course',
      key: `Course+${String(index)}`,
      title: 'Course',
      level_type: index % 2 === 0 ? 'even' : 'odd',
    }));
    const parent = {
      content_type: 'program',
      uuid: program,
      title: 'Program',
      course_keys: ['Course+0', 'Course+2'],
    };
    const { claims } = await service.replication.store([...courses, parent], { author });
    await service.inclusion.decideItems(claims);
    await service.inclusion.importQueries(
      [
        [query, 'even'],
        [other, 'odd'],
      ].map(([uuid = '', level]) => {
        // Of one course that filter sees a run that others do not.
        const sees = level === 'odd' ? { restricted_runs_allowed: { 'Course+9': ['course-v1:Course+9+hidden'] } } : {};
        const text = JSON.stringify({ content_type: 'course', level_type: level, ...sees });
        return { uuid, title: level ?? null, filter: { text, node: parseJson(text) } };
      }),
    );
    await settle();
  });
  after(() => service.stop());

  async function settle(): Promise<void> {
    while (await service.worker.drainOnce()) {
      // until nothing is left
    }
    expect(await service.inclusion.backlog()).to.include({ items: 0, queries: 0 });
  }
  async function engine(method: string, path: string, body?: object): Promise<{ _source: Record<string, unknown> }> {
    const { opensearchUrl, indexPrefix } = service.stores.config;
    const answer = await fetch(`${opensearchUrl}/${indexPrefix}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.ok, `${method} ${path}`).to.equal(true);
    return (await answer.json()) as { _source: Record<string, unknown> };
  }
  async function idOf(table: string, column: string, value: string): Promise<number> {
    const [row] = await sql<{ id: number }>(service.stores, `SELECT id FROM ${table} WHERE ${column} = ?`, [value]);
    return row?.id ?? 0;
  }
  const content = (key: string): Promise<number> => idOf('content', 'content_key', key);
  const queryId = (): Promise<number> => idOf('catalog_query', 'uuid', query);
  /** Overwrites a document as somebody would by hand: the engine gives it the next version. */
  async function spoil(index: string, id: number, change: (source: Record<string, unknown>) => object): Promise<void> {
    const { _source } = await engine('GET', `${index}/_doc/${String(id)}`);
    await engine('PUT', `${index}/_doc/${String(id)}?refresh=true`, change(_source));
  }

  const planted: Record<DriftKind, () => Promise<void>> = {
    pair_missing: async () => {
      await sql(service.stores, 'DELETE FROM membership WHERE query_id = ? AND content_id = ?', [
        await queryId(),
        await content('Course+4'),
      ]);
    },
    pair_extra: async () => {
      await sql(service.stores, 'INSERT INTO membership (query_id, content_id, since) VALUES (?, ?, NOW(3))', [
        await queryId(),
        await content('Course+5'),
      ]);
    },
    document_missing: async () => {
      await engine('DELETE', `content/_doc/${String(await content('Course+6'))}?refresh=true`);
    },
    document_stale: async () => {
      await spoil('content', await content('Course+8'), (source) => ({
        ...source,
        stamp: Number(source['stamp']) - 1,
      }));
    },
    registration_missing: async () => {
      await engine('DELETE', `catalog-queries/_doc/${String(await queryId())}?refresh=true`);
    },
    registration_stale: async () => {
      await spoil('catalog-queries', await queryId(), (source) => ({
        ...source,
        query: { term: { 'filter.level_type': 'odd' } },
      }));
    },
    registration_extra: async () => {
      const { _source } = await engine('GET', `catalog-queries/_doc/${String(await queryId())}`);
      const gone = 1_000;
      const stamp = Number(_source['stamp']) + (gone - (await queryId())) * 2 ** 20;
      await engine('PUT', `catalog-queries/_doc/${String(gone)}?refresh=true`, { ..._source, stamp });
    },
    inherited_missing: async () => {
      await sql(service.stores, 'DELETE FROM inherited_membership');
    },
    inherited_extra: async () => {
      await sql(
        service.stores,
        'INSERT INTO inherited_membership (query_id, content_id, since) VALUES (?, ?, NOW(3))',
        [await idOf('catalog_query', 'uuid', other), await content(program)],
      );
    },
    filter_stale: async () => {
      const compiled = JSON.stringify({ term: { 'filter.level_type': 'odd' } });
      await sql(service.stores, 'UPDATE catalog_query SET compiled = ? WHERE uuid = ?', [compiled, query]);
    },
    sights_stale: async () => {
      await sql(service.stores, 'DELETE FROM query_sight WHERE content_key = ?', ['Course+9']);
    },
    form_stale: async () => {
      await sql(
        service.stores,
        `UPDATE content_body SET projection = REPLACE(projection, 'even', 'odd') WHERE content_id = ?`,
        [await content('Course+10')],
      );
    },
  };

  function found({ drift }: ReconcileReport): Partial<Record<DriftKind, number>> {
    return Object.fromEntries(Object.entries(drift).filter(([, count]) => count > 0));
  }

  it('finds nothing where nothing is wrong', async () => {
    const report = await service.reconcile({ apply: true });
    expect(found(report)).to.deep.equal({});
    expect(report).to.include({ items: 13, queries: 2, total: 0, revised: 0 });
  });

  for (const kind of driftKinds) {
    it(`finds and repairs ${kind}, in a run that is recorded`, async () => {
      await planted[kind]();
      const looked = await service.reconcile({ apply: false });
      expect(found(looked), 'a dry run').to.deep.equal({ [kind]: 1 });
      expect(looked.examples.map((example) => example.kind)).to.deep.equal([kind]);
      expect(looked.revised).to.equal(0);
      expect(found(await service.reconcile({ apply: true })), 'it changed nothing').to.deep.equal({ [kind]: 1 });
      await settle();
      expect(found(await service.reconcile({ apply: false })), 'repaired').to.deep.equal({});
      const { lost, extra } = await compareMembership(service.stores, now);
      const inherited = await compareInherited(service.stores);
      expect({ lost, extra, inherited }).to.deep.equal({
        lost: [],
        extra: [],
        inherited: { lost: [], extra: [], expected: 1 },
      });
      const [run] = await sql<{ state: string; counts: string }>(
        service.stores,
        `SELECT state, counts FROM sync_run WHERE kind = 'reconcile' ORDER BY id DESC LIMIT 1, 1`,
      );
      expect(run?.state).to.equal('done');
      expect(JSON.parse(run?.counts ?? '{}')).to.include({ [kind]: 1, total: 1 });
      const { body } = await service.metrics.render();
      expect(body, 'the last run found nothing').to.include(`membership_drift{kind="${kind}"} 0`);
    });
  }

  it('finds a document whose form is another under the right revision', async () => {
    await spoil('content', await content('Course+10'), (source) => ({
      ...source,
      filter: { ...(source['filter'] as object), level_type: ['odd'] },
    }));
    const { drift } = await service.reconcile({ apply: true });
    expect(drift.document_stale).to.equal(1);
    await settle();
    expect(found(await service.reconcile({ apply: false }))).to.deep.equal({});
    const { lost, extra } = await compareMembership(service.stores, now);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
  });

  const halves: [what: string, spoil: (source: Record<string, unknown>) => object][] = [
    ['looks at no words', ({ uses_text: words }) => ({ uses_text: words !== true })],
    ['sees no item otherwise', () => ({ sees: [] })],
    ['sees it in another way', () => ({ sights: ['another'] })],
    ['is selected by something else', () => ({ selector: { term: { 'filter.key': 'nothing' } } })],
    ['is selected for other types', () => ({ content_types: ['program'] })],
    ['has another digest', () => ({ digest: 1 })],
    ['is selected as by a program of before', () => ({ selection: selectionVersion - 1 })],
  ];
  for (const [what, change] of halves) {
    it(`finds a registration that ${what}, though its filter is right`, async () => {
      const id = await idOf('catalog_query', 'uuid', other);
      await spoil('catalog-queries', id, (source) => ({ ...source, ...change(source) }));
      expect(found(await service.reconcile({ apply: true }))).to.deep.equal({ registration_stale: 1 });
      await settle();
      expect(found(await service.reconcile({ apply: false }))).to.deep.equal({});
    });
  }

  it('leaves a registration to a program to come, which selects it otherwise', async () => {
    const id = await idOf('catalog_query', 'uuid', other);
    const select = async (selection: number): Promise<void> => {
      await spoil('catalog-queries', id, (source) => ({ ...source, selection }));
      expect(found(await service.reconcile({ apply: true })), String(selection)).to.deep.equal({});
    };
    await select(selectionVersion + 1);
    await select(selectionVersion);
  });

  it('finds what else a row says of its filter, and sights too many', async () => {
    await sql(
      service.stores,
      `UPDATE catalog_query SET uses_text = 1, includes_pathways = 0, restricted_runs = NULL WHERE uuid = ?`,
      [other],
    );
    await sql(
      service.stores,
      `INSERT INTO query_sight (query_id, content_key, runs) VALUES (?, 'Course+0', '["course-v1:Course+0+hidden"]')`,
      [await queryId()],
    );
    expect(found(await service.reconcile({ apply: true }))).to.deep.equal({ filter_stale: 1, sights_stale: 1 });
    await settle();
    expect(found(await service.reconcile({ apply: false }))).to.deep.equal({});
    const rows = await sql(
      service.stores,
      'SELECT uses_text, includes_pathways, restricted_runs IS NULL AS none FROM catalog_query ORDER BY id',
    );
    expect(rows).to.deep.equal([
      { uses_text: 0, includes_pathways: 1, none: 1 },
      { uses_text: 0, includes_pathways: 1, none: 0 },
    ]);
  });

  it('writes its repairs into the history with their cause', async () => {
    await planted.pair_missing();
    const { next: since } = await service.inclusion.changes('all', { since: 'now', limit: 1 });
    await service.reconcile({ apply: true });
    await settle();
    const { changes } = await service.inclusion.changes('all', { since, limit: 10 });
    expect(changes.map(({ cause, entered }) => [cause, entered])).to.deep.equal([['reconcile', ['Course+4']]]);
  });

  it('looks at one query only when it is asked to, and at a share of them', async () => {
    await planted.pair_missing();
    const one = await service.reconcile({ apply: false, queryUuid: other });
    expect(one).to.include({ items: 0, queries: 1, total: 0 });
    expect(found(await service.reconcile({ apply: true, queryUuid: query.toUpperCase() }))).to.deep.equal({
      pair_missing: 1,
    });
    await settle();
    const none = await service.reconcile({ apply: false, samplePercent: 0.000_001 });
    expect(none).to.include({ items: 0, queries: 0 });
    const unknown = await service.reconcile({ apply: false, queryUuid: randomUUID() }).catch((error: unknown) => error);
    expect(unknown).to.be.instanceOf(NotFoundError);
    const [run] = await sql<{ state: string }>(service.stores, 'SELECT state FROM sync_run ORDER BY id DESC LIMIT 1');
    expect(run?.state).to.equal('failed');
  });

  it('takes no writer at work for drift', async () => {
    const write = async (level_type: string): Promise<void> => {
      const document = { content_type: 'course', key: 'Course+1', title: 'Course', level_type };
      const { claims } = await service.replication.store([document], { author });
      await service.inclusion.decideItems(claims);
    };
    for (const at of ['item:document-written', 'item:rows-locked', 'item:committed'] as const) {
      gate = new Gate(at);
      const writing = write(at);
      await gate.reached(at);
      const report = await service.reconcile({ apply: false });
      gate.open();
      await writing;
      expect(found(report), at).to.deep.equal({});
    }
    gate = new Gate();
    await write('odd');
  });

  it('is run by a worker when it is due, by one of them, and not before', async () => {
    expect(await service.inclusion.takeScheduledReconciliation(24)).to.equal(false);
    await sql(service.stores, `UPDATE turn SET value = value - 90000 WHERE name = 'reconcile'`);
    expect(await service.inclusion.takeScheduledReconciliation(0), 'switched off').to.equal(false);
    const taken = await Promise.all(Array.from({ length: 4 }, () => service.inclusion.takeScheduledReconciliation(24)));
    expect(taken.filter((one) => one)).to.have.length(1);

    await planted.pair_extra();
    await sql(service.stores, `UPDATE turn SET value = value - 90000 WHERE name = 'reconcile'`);
    const worker = await makeService({ stores: service.stores, now: () => now });
    await worker.worker.drainOnce();
    await eventually('the run is over', () => Promise.resolve(worker.logged.length > 0));
    await worker.stop();
    await settle();
    expect(worker.logged.map(({ level, message }) => [level, message])).to.deep.equal([
      ['error', 'reconciliation found drift and repaired it'],
    ]);
    expect(found(await service.reconcile({ apply: false }))).to.deep.equal({});
  });
});
