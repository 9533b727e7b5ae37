import path from 'node:path';
import { expect } from 'chai';
import type { Service } from '../../src/compose.ts';
import { ConflictError } from '../../src/kernel/errors.ts';
import type { RebuildOptions } from '../../src/kernel/rebuild/models.ts';
import { readIndexDefinition, type IndexDefinition } from '../../src/platform/opensearch/index-definition.ts';
import { Client } from '../support/client.ts';
import { documentsIn, documentsWanted, tombstonesIn } from '../support/content-documents.ts';
import { course, listed } from '../support/documents.ts';
import { Gate } from '../support/gate.ts';
import { indexIsThere, servingIndex } from '../support/registrations.ts';
import { eventually, makeCommands, makeService, serve, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

const mappings = path.resolve(import.meta.dirname, '../../mappings');
const options: Omit<RebuildOptions, 'how'> = { keep: 1, sample: 50, acceptDifferences: false };

/** This program's definition of the content index, changed. */
function changed(change: (definition: IndexDefinition, fields: Record<string, object>) => void): IndexDefinition {
  const definition = structuredClone(readIndexDefinition(mappings, 'content.v4'));
  change(definition, definition.mappings.properties as Record<string, object>);
  return definition;
}

/** Numbers past 127 are refused by the index: documents that have them are bare. */
const narrow = changed((_, fields) => {
  fields['reviews_count'] = { type: 'byte' };
});

/** More than one page of a copy. */
const many = Array.from({ length: 260 }, (_, index) => course(`Many+${String(index)}`));

describe('a rebuild of the content index', function () {
  this.timeout(60_000);
  let service: TestService;
  const others: Service[] = [];

  before(async () => {
    service = await makeService({ definitions: { content: narrow } });
    await store(many);
    await store([
      listed(course('Sail+1', { title: 'Sailing for beginners', level_type: 'Introductory' })),
      listed(course('Vela+1', { title: 'Navegar a vela', content_language: 'es', languages: ['Spanish'] })),
    ]);
  });
  afterEach(async () => {
    await Promise.all(others.splice(0).map((other) => other.stop()));
  });
  after(() => service.stop());

  async function store(documents: readonly object[], by: TestService = service): Promise<void> {
    const { claims } = await by.replication.store(documents, { author });
    await by.inclusion.decideItems(claims);
  }
  async function other(overrides: Parameters<typeof makeService>[0]): Promise<TestService> {
    const made = await makeService({ stores: service.stores, ...overrides });
    others.push(made);
    return made;
  }
  /** The commands of a program with this definition. */
  function command(content: IndexDefinition, step?: Gate['step']): Service {
    const made = makeCommands(service.stores, { definitions: { content }, ...(step === undefined ? {} : { step }) });
    others.push(made);
    return made;
  }
  const serving = (): Promise<string> => servingIndex(service.stores, 'content');
  async function spoil(key: string, change: (source: Record<string, unknown>) => object): Promise<void> {
    const [row] = await sql<{ id: number }>(service.stores, 'SELECT id FROM content WHERE content_key = ?', [key]);
    const document = `${service.stores.config.opensearchUrl}/${await serving()}/_doc/${String(row?.id)}`;
    const { _source, _version } = (await (await fetch(document)).json()) as {
      _source: Record<string, unknown>;
      _version: number;
    };
    const put = await fetch(`${document}?refresh=true&version_type=external_gte&version=${String(_version)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(change(_source)),
    });
    expect(put.ok).to.equal(true);
  }

  it('has every item as its row is, is left by a process that stops and resumed, and leaves old tombstones behind', async () => {
    const { stores } = service;
    await store([course('Gone+1'), course('Gone+2')]);
    await service.inclusion.decideItems(await service.replication.remove(['Gone+1', 'Gone+2'], author));
    await sql(stores, `UPDATE content SET deleted_at = deleted_at - INTERVAL 2 DAY WHERE content_key = 'Gone+1'`);
    const before = await serving();
    const stop = new AbortController();
    const gate = new Gate('rebuild:page-copied');
    const end = command(narrow, gate.step).reindexContent({ ...options, how: 'build', signal: stop.signal });
    await gate.reached('rebuild:page-copied');
    stop.abort();
    gate.open();
    expect(await end.catch((error: unknown) => error)).to.be.instanceOf(ConflictError);

    const done = await service.reindexContent({ ...options, how: 'resume' });
    expect(done).to.include({ outcome: 'swapped', second: before, items: 262, copied: 13, missing: 0, different: 0 });
    expect(done.differences).to.deep.equal([]);
    expect(done.counts).to.deep.equal({
      course: { serving: 262, candidate: 262 },
      'course in es': { serving: 1, candidate: 1 },
    });
    const documents = await documentsIn(stores, await serving());
    expect(Object.keys(documents).sort()).to.deep.equal(await documentsWanted(stores));
    expect(documents).to.deep.equal(await documentsIn(stores, before));
    const settings = await fetch(`${stores.config.opensearchUrl}/${await serving()}/_settings?flat_settings=true`);
    expect(await settings.text(), 'it refreshes by itself again').to.include('"index.refresh_interval":"1s"');
    const gone = await sql<{ id: number }>(stores, `SELECT id FROM content WHERE content_key = 'Gone+2'`);
    expect(await tombstonesIn(stores, await serving())).to.deep.equal(gone.map(({ id }) => id));
    expect(await sql(stores, `SELECT state FROM sync_run WHERE kind = 'reindex-content' ORDER BY id`)).to.deep.equal([
      { state: 'failed' },
      { state: 'done' },
    ]);
  });

  it('is stopped by a difference, which is told, and swaps when that is accepted', async () => {
    const { stores } = service;
    const before = await serving();
    await spoil('Many+1', (source) => ({ ...source, title: 'About something else', partners: ['Nobody'] }));
    const [row] = await sql<{ id: number }>(stores, `SELECT id FROM content WHERE content_key = 'Many+2'`);
    const gone = `${stores.config.opensearchUrl}/${before}/_doc/${String(row?.id)}?refresh=true`;
    expect((await fetch(gone, { method: 'DELETE' })).ok).to.equal(true);

    const stopped = await service.reindexContent({ ...options, sample: 1_000, how: 'build' });
    expect(stopped).to.include({ outcome: 'stopped', serving: before, missing: 0 });
    expect(stopped.counts['course']).to.deep.equal({ serving: 261, candidate: 262 });
    expect(stopped.differences).to.deep.include.members([
      { check: 'counts', subject: 'course', serving: 261, candidate: 262 },
      { check: 'documents', subject: 'Many+2', serving: 'missing', candidate: 'there' },
      { check: 'documents', subject: 'Many+1 title', serving: 'About something else', candidate: 'About Many+1' },
      { check: 'documents', subject: 'Many+1 partners', serving: ['Nobody'], candidate: [] },
    ]);
    const searches = stopped.differences.filter(({ check }) => check === 'searches');
    expect(searches).to.deep.include({
      check: 'searches',
      subject: 'everything, hidden items too: partners',
      serving: { 'Open School': 2, Nobody: 1 },
      candidate: { 'Open School': 2 },
    });
    expect(await serving()).to.equal(before);
    const [run] = await sql<{ state: string; error: string }>(
      stores,
      `SELECT state, error FROM sync_run WHERE kind = 'reindex-content' ORDER BY id DESC LIMIT 1`,
    );
    expect(run?.state).to.equal('partly');
    expect(run?.error).to.include('About something else');

    const swapped = await service.reindexContent({ ...options, sample: 1_000, how: 'resume', acceptDifferences: true });
    expect(swapped).to.include({ outcome: 'swapped', second: before, different: stopped.different });
    expect(Object.keys(await documentsIn(stores, await serving())).sort()).to.deep.equal(await documentsWanted(stores));
  });

  it('is stopped where items are not found by their titles as they were', async () => {
    // A title is one word, so nobody who types a part of it finds it, nor one letter less.
    const deaf = changed((definition, fields) => {
      const { analysis } = definition.settings as { analysis: { analyzer: Record<string, object> } };
      analysis.analyzer['whole'] = { type: 'custom', tokenizer: 'keyword' };
      const title = fields['title'] as { analyzer?: string; fields: Record<string, { analyzer?: string }> };
      title.analyzer = 'whole';
      Object.assign(title.fields['words'] ?? {}, { analyzer: 'whole' });
    });
    const stopped = await command(deaf).reindexContent({ ...options, how: 'build' });
    expect(stopped.outcome).to.equal('stopped');
    expect(stopped.differences.filter(({ check }) => check === 'relevance')).to.deep.equal([
      { check: 'relevance', subject: 'items found by their titles, in first place', serving: 1, candidate: 0 },
      {
        check: 'relevance',
        subject: 'items found by their titles with a letter left out, among three',
        serving: 1,
        candidate: 0,
      },
      {
        check: 'relevance',
        subject: 'items found by the beginnings of their titles, among three',
        serving: 1,
        candidate: 0,
      },
    ]);
    expect(await service.reindexContent({ ...options, how: 'back' })).to.include({ outcome: 'abandoned' });
  });

  it('sets a document aside whose search fields the engine refuses, and says so of the item', async () => {
    const good = listed(course('Good+1', { title: 'Good manners' }));
    const bad = listed(course('Bad+1', { title: 'Bad manners', reviews_count: 1_000 }));
    await store([good, bad]);
    const indexing = async (key: string): Promise<object | undefined> =>
      (await service.replication.contentHistory(key))?.indexing;
    expect(await indexing('Good+1')).to.include({ state: 'searchable', lastFailure: null });
    const state = await service.replication.contentHistory('Bad+1');
    expect(state?.decided).to.equal(true);
    expect(state?.indexing.state).to.equal('bare');
    expect(state?.indexing.indexedAt).to.be.instanceOf(Date);
    expect(state?.indexing.lastFailure?.reason).to.match(/reviews_count.*out of range/);
    expect(service.logged.map(({ message }) => message)).to.include(
      'the engine refuses documents or their search fields',
    );
    const { url, close } = await serve(service);
    const shown = await new Client(url).get<{ indexing: { state: string; last_failure: { revision: number } } }>(
      '/api/v1/content-metadata/Bad+1/history/',
    );
    await close();
    expect(shown.body.indexing.state).to.equal('bare');
    expect(shown.body.indexing.last_failure.revision).to.equal(1);

    // A new index by a definition that takes it has it whole: that is a difference, which somebody looks at.
    const takesIt = command(changed(() => undefined));
    const stopped = await takesIt.reindexContent({ ...options, sample: 1_000, how: 'build' });
    expect(stopped.outcome).to.equal('stopped');
    expect(stopped.differences.map(({ subject }) => subject)).to.include('Bad+1 search_error');
    expect(stopped.bare).to.deep.equal([]);
    await service.reindexContent({ ...options, how: 'back' });
    const again = await service.reindexContent({ ...options, how: 'build' });
    expect(again).to.include({ outcome: 'swapped', different: 0 });
    expect(again.bare.map(({ contentKey }) => contentKey)).to.deep.equal(['Bad+1']);
  });

  it('counts what only the new index refuses, and is not swapped by that', async () => {
    await store([course('Later+1')]);
    const gate = new Gate('rebuild:compared');
    const narrower = changed((_, fields) => {
      fields['reviews_count'] = { type: 'byte' };
      fields['recent_enrollment_count'] = { type: 'byte' };
    });
    const builder = command(narrower, gate.step);
    const end = builder.reindexContent({ ...options, how: 'build' });
    await gate.reached('rebuild:compared');
    await store([course('Later+1', { recent_enrollment_count: 1_000 })]);
    expect((await service.replication.contentHistory('Later+1'))?.indexing.state).to.equal('searchable');
    gate.open();
    expect(await end.catch((error: unknown) => error)).to.be.instanceOf(ConflictError);
    expect(await sql(service.stores, `SELECT state, refused FROM index_target WHERE name = 'content'`)).to.deep.equal([
      { state: 'building', refused: 1 },
    ]);
    expect(await service.reindexContent({ ...options, how: 'back' })).to.include({ outcome: 'abandoned' });
  });

  it('keeps writers going when somebody deletes the index that is being built', async () => {
    const { stores } = service;
    await spoil('Many+3', (source) => ({ ...source, title: 'Another one' }));
    const { second } = await service.reindexContent({ ...options, sample: 1_000, how: 'build' });
    await fetch(`${stores.config.opensearchUrl}/${second ?? ''}`, { method: 'DELETE' });
    await store([course('Many+3', { level_type: 'high' })]);
    expect((await service.inclusion.backlog()).items, 'it waits').to.equal(1);
    await eventually('it is decided', async () => {
      await service.worker.drainOnce();
      return (await service.inclusion.backlog()).items === 0;
    });
    expect(await indexIsThere(stores, second ?? ''), 'no index is made by a write').to.equal(false);
    const documents = await documentsIn(stores, await serving());
    expect(Object.keys(documents).sort()).to.deep.equal(await documentsWanted(stores));
  });

  it('comes by itself with a newer definition, analyzers too, while the old index serves and no row is decided anew', async () => {
    const { stores } = service;
    const before = await serving();
    const revisions = (): Promise<unknown[]> => sql(stores, 'SELECT id, revision FROM content ORDER BY id');
    const next = await other({
      definitions: {
        content: changed(({ settings, mappings: { _meta } }, fields) => {
          _meta.version = 5;
          const { analysis } = settings as { analysis: { analyzer: Record<string, object> } };
          analysis.analyzer['backwards'] = { type: 'custom', tokenizer: 'standard', filter: ['lowercase', 'reverse'] };
          fields['mirrored'] = { type: 'text', analyzer: 'backwards' };
          fields['reviews_count'] = { type: 'byte' };
        }),
      },
    });
    expect(await serving()).to.equal(before);
    const { length } = await documentsWanted(stores);
    await store([listed(course('Next+1', { title: 'Rowing' }))], next);
    const were = await revisions();
    expect(Object.keys(await documentsIn(stores, before))).to.have.length(length + 1);
    const serves = async (): Promise<boolean> => {
      await next.worker.drainOnce();
      return (await serving()) !== before;
    };
    await eventually('the new index serves', serves, 50);
    expect(await serving()).to.match(/content-v5-\d+$/);
    expect(await revisions()).to.deep.equal(were);
    expect(Object.keys(await documentsIn(stores, await serving())).sort()).to.deep.equal(await documentsWanted(stores));
    // The version before goes on, and is started again, on the newer index.
    const again = await other({});
    await store([listed(course('Next+2', { title: 'Rowing on' }))], again);
    expect(await serving()).to.match(/-v5-\d+$/);
    expect(Object.keys(await documentsIn(stores, await serving())).sort()).to.deep.equal(await documentsWanted(stores));
  });

  it('of the definition before is given what one learns at once, and what came since is in it after a rebuild too', async () => {
    const before = changed(({ mappings: { _meta } }, fields) => {
      _meta.version = 3;
      delete fields['outcome'];
      delete (fields['es'] as { properties: Record<string, object> }).properties['outcome'];
    });
    const old = await makeService({ definitions: { content: before } });
    others.push(old);
    const next = await other({ stores: old.stores });
    const words = { text: 'tacking', locale: 'es', page: 1, pageSize: 10, show: 'everything', strict: true } as const;
    const found = async (): Promise<string[]> => {
      await next.search.refresh();
      return (await next.search.search(words)).hits.map(({ content_key: key }) => key);
    };
    await store([listed(course('Learn+1', { title: 'Wind', outcome: '<p>To tack</p>' }))], next);
    expect(await servingIndex(old.stores, 'content')).to.match(/content-v3$/);
    expect(await found()).to.deep.equal(['Learn+1']);
    const done = await next.reindexContent({ ...options, how: 'build' });
    expect([done.outcome, done.differences]).to.deep.equal(['swapped', []]);
    expect(await servingIndex(old.stores, 'content')).to.match(/content-v4-\d+$/);
    expect(await found()).to.deep.equal(['Learn+1']);
  });
});
