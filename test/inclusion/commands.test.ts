import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { servingIndex } from '../support/registrations.ts';
import { runScript, type Ended } from '../support/run-script.ts';
import { makeService, makeStores, sql, type TestService, type TestStores } from '../support/service.ts';
import { author, operator } from '../support/writers.ts';

/** The operators' commands of this room, run as processes of their own. */
describe('the commands of inclusion', function () {
  this.timeout(120_000);
  let stores: TestStores;
  let service: TestService;
  const [catalog, query, unused, program, taken] = Array.from({ length: 5 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
  ];

  before(async () => {
    stores = await makeStores();
    service = await makeService({ stores });
    const { claims } = await service.replication.store(
      [
        { content_type: 'course', key: 'A+1', title: 'A', level_type: 'in' },
        { content_type: 'course', key: 'B+1', title: 'B', level_type: 'out' },
        { content_type: 'program', uuid: program, title: 'P', course_keys: ['A+1'] },
      ],
      { author },
    );
    await service.inclusion.decideItems(claims);
    for (const [uuid, level] of [
      [unused, 'out'],
      [taken, 'none'],
    ] as const) {
      await service.inclusion.importQueries([{ uuid, title: level, filter: filter(level) }]);
    }
    await create(catalog, { uuid: query, filter: filter('in') });
  });
  after(() => service.stop());

  function filter(level: string): { text: string; node: ReturnType<typeof parseJson> } {
    return filterOf({ content_type: 'course', level_type: level });
  }
  function filterOf(filter: object): { text: string; node: ReturnType<typeof parseJson> } {
    const text = JSON.stringify(filter);
    return { text, node: parseJson(text) };
  }
  async function create(uuid: string, choice: object): Promise<void> {
    await service.inclusion.createCatalog(
      { uuid, title: 'Catalog', enterpriseUuid: randomUUID(), enterpriseName: null, query: choice },
      operator,
    );
  }
  const run = (name: string, ...args: string[]): Promise<Ended> => runScript(stores, name, args);
  async function json(code: number, name: string, ...args: string[]): Promise<Record<string, unknown>> {
    const ended = await run(name, ...args);
    expect(ended.code, ended.stderr).to.equal(code);
    return JSON.parse(ended.stdout) as Record<string, unknown>;
  }

  it('show-catalog: filter, state and members by type; not for one that is not there', async () => {
    const shown = await json(0, 'show-catalog', catalog);
    expect(shown['members']).to.deep.equal({
      course: { direct: 1, inherited: 0 },
      program: { direct: 0, inherited: 1 },
    });
    expect(shown['query']).to.deep.include({
      uuid: query,
      contentFilter: { content_type: 'course', level_type: 'in' },
      revision: 1,
      decidedRevision: 1,
    });
    expect(shown).to.deep.include({ held: 0, movesTo: null });
    const unknown = await run('show-catalog', randomUUID());
    expect([unknown.code, unknown.stdout]).to.deep.equal([1, '']);
    expect(unknown.stderr).to.include('there is no catalog');
  });

  it('reconcile: 2 when something is wrong, 0 when it is repaired', async () => {
    await sql(stores, 'DELETE FROM membership WHERE query_id = (SELECT id FROM catalog_query WHERE uuid = ?)', [query]);
    // The member that is missing, and the program that inherits from it.
    expect(await json(2, 'reconcile')).to.deep.include({ applied: false, total: 2, revised: 0 });
    expect(await json(0, 'reconcile', '--apply')).to.deep.include({ applied: true, total: 2, revised: 1, pending: 0 });
    expect(await json(0, 'reconcile', '--query', query)).to.deep.include({ total: 0, queries: 1 });
    const wrong = await run('reconcile', '--sample', '101');
    expect([wrong.code, wrong.stdout]).to.deep.equal([1, '']);
    expect(wrong.stderr).to.include('--sample');
  });

  it('held: lists, and resolves', async () => {
    await sql(
      stores,
      `INSERT INTO membership_held (query_id, content_id, cause, since)
       SELECT m.query_id, m.content_id, 'item', NOW(3) FROM membership m JOIN catalog_query q ON q.id = m.query_id
       WHERE q.uuid = ?`,
      [query],
    );
    const listed = (await json(0, 'held', 'list')) as unknown as { uuid: string; held: number }[];
    expect(listed.map(({ uuid, held }) => [uuid, held])).to.deep.equal([[query, 1]]);
    const shown = await run('held', 'show', query);
    expect([shown.code, shown.stdout.trimEnd().split('\n').length], shown.stderr).to.deep.equal([0, 1]);
    expect(JSON.parse(shown.stdout)).to.deep.include({ contentKey: 'A+1', cause: 'item', removed: false });
    const unknown = await run('held', 'show', randomUUID());
    expect([unknown.code, unknown.stdout]).to.deep.equal([1, '']);
    expect((await run('held', 'show')).code, 'of which query').to.equal(1);
    expect(await json(0, 'held', 'drop', query)).to.deep.equal({ drop: { [query]: 1 } });
    expect((await run('held', 'burn', query)).code).to.equal(1);
  });

  it('prune-queries: names those that no catalog uses, and removes them with all that is theirs', async () => {
    await create(randomUUID(), { uuid: taken });
    const dry = await json(0, 'prune-queries');
    expect(dry).to.deep.equal({ applied: false, queries: [{ uuid: unused, title: 'out', members: 1 }] });
    const { next: since } = await service.inclusion.changes('all', { since: 'now', limit: 1 });
    expect(await json(0, 'prune-queries', '--apply')).to.deep.include({ applied: true, queries: dry['queries'] });
    const left = await sql<{ uuid: string }>(stores, 'SELECT uuid FROM catalog_query');
    expect(left.map(({ uuid }) => uuid).sort()).to.deep.equal([query, taken].sort());
    for (const table of ['membership', 'catalog_query_version']) {
      const orphans = await sql(stores, `SELECT 1 FROM ${table} WHERE query_id NOT IN (SELECT id FROM catalog_query)`);
      expect(orphans, table).to.deep.equal([]);
    }
    const { changes } = await service.inclusion.changes('all', { since, limit: 10 });
    expect(changes.map(({ kind, queryUuid, catalogUuid }) => [kind, queryUuid, catalogUuid])).to.deep.equal([
      ['gone', unused, null],
    ]);
    // What it matched goes on without it.
    const document = { content_type: 'course', key: 'B+1', title: 'B', level_type: 'in' };
    const { claims } = await service.replication.store([document], { author });
    expect(await service.inclusion.decideItems(claims)).to.deep.equal([{ outcome: 'decided', entered: 1, left: 0 }]);
    expect((await json(0, 'prune-queries'))['queries'], 'nothing left').to.deep.equal([]);
  });

  it('reindex: says what is there, builds, goes back, and refuses what cannot be', async () => {
    const nothing = await json(0, 'reindex', '--index', 'catalog-queries', '--dry-run');
    expect(nothing).to.deep.include({ outcome: 'nothing begun', second: null, copied: 0 });
    const built = await json(0, 'reindex', '--index', 'catalog-queries', '--sample', '10');
    expect(built).to.deep.include({
      outcome: 'swapped',
      second: nothing['serving'],
      missing: 0,
      different: 0,
      compared: 3,
    });
    const back = await json(0, 'reindex', '--index', 'catalog-queries', '--rollback');
    expect(back).to.deep.include({ outcome: 'went back', serving: nothing['serving'], second: built['serving'] });
    const runs = await sql(stores, `SELECT state FROM sync_run WHERE kind = 'reindex'`);
    expect(runs).to.deep.equal([{ state: 'done' }, { state: 'done' }]);
    const serving = await servingIndex(stores, 'content');
    await fetch(`${stores.config.opensearchUrl}/${serving}/_delete_by_query?refresh=true`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: { term: { content_key: 'A+1' } } }),
    });
    // Without a name it is of the content.
    expect(await json(0, 'reindex', '--dry-run')).to.deep.include({ outcome: 'nothing begun', serving });
    const stopped = await json(2, 'reindex');
    expect(stopped['differences']).to.deep.include({
      ...{ check: 'documents', subject: 'A+1', serving: 'missing', candidate: 'there' },
    });
    const accepted = await json(0, 'reindex', '--index', 'content', '--resume', '--accept-differences');
    expect(accepted).to.deep.include({ outcome: 'swapped', second: serving });
    for (const [wrong, told] of [
      [['--index', 'everything'], '--index'],
      [['--index', 'catalog-queries', '--resume'], 'no rebuild that was left half-way'],
      [['--index', 'catalog-queries', '--resume', '--rollback'], 'only one of'],
    ] as const) {
      const { code, stdout, stderr } = await run('reindex', ...wrong);
      expect([code, stdout]).to.deep.equal([1, '']);
      expect(stderr).to.include(told);
    }
  });

  it('proposals: lists, confirms and drops', async () => {
    const uuid = randomUUID();
    await create(randomUUID(), { uuid, filter: filterOf({ key: 'A+1', key__exclude: uuid }) });
    const kept: number[] = [];
    for (const key of ['X+1', 'X+2']) {
      const wanted = filterOf({ key, key__exclude: uuid });
      const error: unknown = await service.inclusion.proposals
        .edit(uuid, { filter: wanted, force: false }, operator)
        .catch((reason: unknown) => reason);
      kept.push((error as { members: { proposal: { id: number } } }).members.proposal.id);
    }
    const [first = 0, second = 0] = kept;
    const listed = (await json(0, 'proposals', 'list')) as unknown as { id: number; queryUuid: string }[];
    expect(listed.map(({ id, queryUuid }) => [id, queryUuid])).to.deep.equal(kept.map((id) => [id, uuid]));
    expect(await json(0, 'proposals', 'drop', String(first))).to.deep.equal({ drop: { [first]: 'dropped' } });
    expect(await json(0, 'proposals', 'confirm', String(second))).to.deep.equal({
      confirm: { [second]: { state: 'committed', matched: 0, entered: 0, left: 1 } },
    });
    const gone = await run('proposals', 'confirm', String(first));
    expect([gone.code, gone.stdout]).to.deep.equal([1, '']);
    expect(gone.stderr).to.include('there is no such filter proposal');
    expect((await run('proposals', 'confirm', 'x')).code).to.equal(1);
  });

  for (const name of ['show-catalog', 'reconcile', 'held', 'proposals', 'prune-queries', 'reindex']) {
    it(`${name} --help says what it does`, async () => {
      const { code, stdout, stderr } = await run(name, '--help');
      expect([code, stderr]).to.deep.equal([0, '']);
      expect(stdout)
        .to.match(new RegExp(`^npm run ${name} -- `))
        .and.to.include('Exit code');
    });
  }
});
