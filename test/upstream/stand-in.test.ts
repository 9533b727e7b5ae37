import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Corpus } from '../../scripts/upstream/corpus.ts';
import { Faults } from '../../scripts/upstream/faults.ts';
import { StandIn } from '../../scripts/upstream/stand-in.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';

interface Page {
  count: number;
  next: string | null;
  results: Record<string, unknown>[];
}

describe('the stand-in for upstream', () => {
  let folder: string;
  let standIn: StandIn;
  let url: string;
  let faults: Faults;
  const documents = [
    ...['A+1', 'B+1', 'Ç+1'].map((key) => course(key, { modified: '2026-01-01T00:00:00Z' })),
    course('D+1', { modified: '2026-11-01T00:00:00Z', full_description: 'long '.repeat(500_000) }),
    run('A+1', '2026'),
    run('A+1', '2027', { restriction_type: 'custom-b2b-enterprise' }),
    program('P'),
    { content_type: 'learnerpathway', uuid: uuidOf('pathway'), name: 'W' },
  ];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'percolog-stand-in-'));
  });
  after(() => rm(folder, { recursive: true }));

  beforeEach(async () => {
    const file = path.join(folder, 'content.jsonl');
    await writeFile(file, documents.map((document) => JSON.stringify(document)).join('\n'));
    faults = new Faults(() => 0.5);
    standIn = new StandIn({ corpus: await Corpus.open(file), faults, port: 0 });
    url = await standIn.listen();
  });
  afterEach(() => standIn.close());

  const get = async (address: string): Promise<Page> => (await fetch(url + address)).json() as Promise<Page>;
  const search = async (body: object): Promise<Page> =>
    (await fetch(`${url}/api/v1/search/all/`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<Page>;
  const keysOf = ({ results }: Page): unknown[] => results.map((one) => one['key'] ?? one['uuid']);

  it('lists a corpus page by page, byte for byte as its file has it', async () => {
    const first = await get('/api/v1/courses/?limit=3');
    expect([first.count, keysOf(first)]).to.deep.equal([4, ['A+1', 'B+1', 'Ç+1']]);
    const last = await (await fetch(first.next ?? '')).text();
    expect(last).to.include(JSON.stringify(documents[3])).and.to.include('"next":null');
    expect(keysOf(await get('/api/v1/programs/'))).to.deep.equal([program('P').uuid]);
  });

  it('knows keys, and what changed since a moment', async () => {
    expect(keysOf(await get('/api/v1/courses/?keys=B%2B1,NOBODY%2B1'))).to.deep.equal(['B+1']);
    expect(keysOf(await get('/api/v1/courses/?timestamp=2026-10-01T00:00:00Z'))).to.deep.equal(['D+1']);
    expect(keysOf(await get(`/api/v1/programs/?uuids=${program('P').uuid.toUpperCase()}`)).length).to.equal(1);
    const pathways = await get('/api/v1/pathways/');
    expect(keysOf(pathways)).to.deep.equal([uuidOf('pathway')]);
    expect(await get('/api/v1/pathways/?uuids=none&timestamp=2027-01-01T00:00:00Z'), 'all of them').to.deep.equal(
      pathways,
    );
  });

  it('searches as far as it is asked: restricted runs and pathways only when they are named', async () => {
    const filter = { content_type: 'courserun', aggregation_key: ['courserun:A+1'] };
    expect(keysOf(await search(filter))).to.deep.equal(['course-v1:A+1+2026']);
    const all = await search({ ...filter, include_restricted: 'custom-b2b-enterprise' });
    expect(all.count).to.equal(2);
    expect((await search({})).count).to.equal(6);
  });

  it('is steered while it runs', async () => {
    const put = (name: string, body: object): Promise<Response> =>
      fetch(`${url}/stand-in/${name}`, { method: 'PUT', body: JSON.stringify(body) });
    await put('content', course('A+1', { title: 'Another' }));
    await put('content', course('E+1'));
    expect((await get('/api/v1/courses/?keys=A%2B1')).results[0]?.['title']).to.equal('Another');
    expect(keysOf(await get(`/api/v1/courses/?timestamp=2026-11-02T00:00:00Z`))).to.deep.equal(['A+1', 'E+1']);
    await fetch(`${url}/stand-in/content/B%2B1`, { method: 'DELETE' });
    expect((await get('/api/v1/courses/')).count).to.equal(4);
    expect((await put('faults', { errors: { times: 1 } })).status).to.equal(200);
    expect((await fetch(`${url}/api/v1/courses/`)).status).to.equal(500);
    expect((await fetch(`${url}/api/v1/courses/`)).status).to.equal(200);
    const report = (await (await fetch(`${url}/stand-in/faults`)).json()) as object;
    expect(report).to.deep.include({ happened: { errors: 1 } });
    for (const wrong of [{ fire: 1 }, { errors: 2 }, { errors: -1 }, { html: { times: 'x' } }]) {
      expect((await put('faults', wrong)).status).to.equal(400);
    }
  });

  it('moves and repeats pages', async () => {
    faults.set({ duplicate: { times: 1 } });
    expect(keysOf(await get('/api/v1/courses/?limit=2&offset=2'))).to.deep.equal(['A+1', 'B+1']);
    faults.set({ shifting: { times: 1 } });
    expect(keysOf(await get('/api/v1/courses/?limit=2&offset=2'))).to.deep.equal(['D+1', 'A+1']);
    faults.set({ vanishing: { times: 1 }, changing: { times: 1 } });
    expect((await get('/api/v1/courses/?limit=1')).count).to.be.within(3, 4);
    expect(faults.report().happened).to.deep.equal({ duplicate: 1, shifting: 1, vanishing: 1, changing: 1 });
  });
});
