import { randomUUID } from 'node:crypto';
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { Client, expectProblem, type Answer } from '../support/client.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { makeService, serve, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { walk } from './support/walk.ts';

type Item = Record<string, unknown>;

describe('content-metadata, read', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  const nested = {
    key: 'course-v1:Read+1+2026',
    uuid: uuidOf('nested run'),
    status: 'published',
    is_enrollable: true,
    is_marketable: true,
    availability: 'Current',
    start: '2026-01-01T00:00:00Z',
    end: '2099-01-01T00:00:00Z',
    seats: [{ type: 'verified', price: '49.00', currency: 'USD', upgrade_deadline: null }],
    first_enrollable_paid_seat_price: 49,
  };
  const documents = {
    course: course('Read+1', {
      aggregation_key: 'course:Read+1',
      full_description: '<p>Kept as it came &amp; unread</p>',
      owners: [{ uuid: uuidOf('owner'), key: 'ReadX', name: 'Read University', logo_image_url: null }],
      image_url: 'https://img.example.test/read.jpg',
      product_source: 'edx',
      advertised_course_run_uuid: uuidOf('nested run'),
      course_runs: [nested],
      made_up_member: { deep: [1, 1.5, null, 'ü'] },
    }),
    idle: course('Read+2', { course_runs: [{ ...nested, key: 'course-v1:Read+2+2026', is_enrollable: false }] }),
    run: run('Read+1', '2026', { product_source: { name: 'edx', slug: 'edx', description: 'edX' } }),
    orphan: run('Unknown+1', '2026'),
    program: program('Read program', { course_keys: ['Read+1'] }),
    pathway: { content_type: 'learnerpathway', uuid: uuidOf('a pathway'), title: 'Path', status: 'active', steps: [] },
  };

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    api = new Client(served.url);
    close = served.close;
    expect((await api.post('/api/v1/content-metadata/', Object.values(documents))).status).to.equal(200);
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const read = (id: string, query = ''): Promise<Answer<Item>> =>
    api.get<Item>(`/api/v1/content-metadata/${encodeURIComponent(id)}/${query}`);

  it('gives what another process has stored since, in every view, and 304 only to whoever has that', async () => {
    const other = await makeService({ stores: service.stores });
    const item = course('Again+1') as Item;
    const store = async (level: string, restriction: string | null = null): Promise<void> => {
      const again = run('Again+1', '2026', { level_type: level, restriction_type: restriction });
      const { claims } = await other.replication.store([{ ...item, level_type: level }, again], { author });
      await other.inclusion.decideItems(claims);
    };
    const levels = async (key: string): Promise<unknown[]> => {
      const views = ['', '?view=raw', '?view=client'];
      return Promise.all(views.map(async (query) => (await read(key, query)).body['level_type']));
    };
    try {
      await store('one');
      expect(await levels('Again+1')).to.deep.equal(['one', 'one', 'one']);
      expect(await levels('Again+1'), 'kept').to.deep.equal(['one', 'one', 'one']);
      const known = (await read('Again+1')).headers.get('etag') ?? '';
      const ask = () => api.ask('GET', '/api/v1/content-metadata/Again+1/', { headers: { 'if-none-match': known } });
      expect((await ask()).status).to.equal(304);
      await store('two');
      expect((await ask()).status).to.equal(200);
      expect(await levels('Again+1')).to.deep.equal(['two', 'two', 'two']);
      const runKey = 'course-v1:Again+1+2026';
      expect((await read(runKey)).body['level_type']).to.equal('two');
      expect((await read(runKey, '?coerce_to_parent_course=true')).body['key']).to.equal('Again+1');
      await store('two', 'custom-b2b-enterprise');
      expect((await read(runKey)).status, 'nobody may see it by itself').to.equal(404);
      await store('three');
      expect((await read(runKey)).body['level_type']).to.equal('three');
      await other.inclusion.decideItems(await other.replication.remove(['Again+1'], author));
      expect((await read('Again+1')).status).to.equal(404);
    } finally {
      await other.stop();
    }
  });

  it('gives a course by its key: the upstream document, with what is computed over it', async () => {
    const { status, body } = await read('Read+1');
    expect(status).to.equal(200);
    const { course_runs, ...members } = documents.course as Item;
    expect(body).to.deep.include({
      ...members,
      product_source: { name: 'edx', slug: null, description: null },
      parent_content_key: null,
      active: true,
    });
    expect((body['course_runs'] as Item[])[0]).to.deep.include((course_runs as Item[])[0]);
    expect(body['normalized_metadata']).to.deep.include({
      start_date: '2026-01-01T00:00:00Z',
      end_date: '2099-01-01T00:00:00Z',
      content_price: 49,
    });
    expect(body['normalized_metadata_by_run']).to.have.all.keys('course-v1:Read+1+2026');
    expect(new Date(String(body['content_last_modified'])).toISOString()).to.equal(body['content_last_modified']);
    expect((await read('Read+2')).body['active']).to.equal(false);
  });

  it('gives a course with its plus as it is, and by its uuid in either case', async () => {
    const { body } = await read('Read+1');
    expect((await api.get(`/api/v1/content-metadata/Read+1`)).body).to.deep.equal(body);
    expect((await read(uuidOf('Read+1'))).body).to.deep.equal(body);
    expect((await read(uuidOf('Read+1').toUpperCase())).body).to.deep.equal(body);
  });

  it('gives a run by its key, and its course when it is asked to', async () => {
    const { body } = await read('course-v1:Read+1+2026');
    expect(body).to.deep.include({ ...documents.run, content_type: 'courserun', parent_content_key: 'Read+1' });
    expect(body).to.not.have.any.keys('active', 'normalized_metadata');
    for (const yes of ['true', 'True', '1']) {
      const coerced = await read('course-v1:Read+1+2026', `?coerce_to_parent_course=${yes}`);
      expect(coerced.body).to.include({ content_type: 'course', key: 'Read+1' });
    }
    const byUuid = await read(uuidOf('course-v1:Read+1+2026'), '?coerce_to_parent_course=true');
    expect(byUuid.body['key']).to.equal('Read+1');
    const refused = await read('course-v1:Read+1+2026', '?coerce_to_parent_course=false');
    expect(refused.body['content_type']).to.equal('courserun');
  });

  it('leaves what is no run alone when asked for the course, and has none for a run whose course is unknown', async () => {
    expect((await read('Read+1', '?coerce_to_parent_course=true')).body['key']).to.equal('Read+1');
    const asked = await read(uuidOf('Read program'), '?coerce_to_parent_course=true');
    expect(asked.body['content_type']).to.equal('program');
    expectProblem(await read('course-v1:Unknown+1+2026', '?coerce_to_parent_course=true'), 404, 'not_found');
    expect((await read('course-v1:Unknown+1+2026')).body['parent_content_key']).to.equal('Unknown+1');
  });

  it('gives programs and pathways by their uuid', async () => {
    const asked = await read(uuidOf('Read program').toUpperCase());
    expect(asked.body).to.deep.include({ ...documents.program, enrollment_url: null, parent_content_key: null });
    const pathway = await read(uuidOf('a pathway'));
    expect(pathway.body).to.deep.include({ ...documents.pathway, parent_content_key: null });
  });

  it('does not know an unknown key, an unknown uuid or a removed item', async () => {
    for (const id of ['No+Such', randomUUID(), "Read+1' OR '1'='1", 'Read+1%', '%', 'r'.repeat(2_000)]) {
      expectProblem(await read(id), 404, 'not_found');
    }
    await api.post('/api/v1/content-metadata/', course('Read+Gone'));
    expect((await read('Read+Gone')).status).to.equal(200);
    await service.inclusion.decideItems(await service.replication.remove(['Read+Gone'], author));
    expectProblem(await read('Read+Gone'), 404, 'not_found');
    expectProblem(await read(uuidOf('Read+Gone')), 404, 'not_found');
  });

  it('shows no restricted run, by its key, its uuid, its course or in a list', async () => {
    const secret = {
      key: 'course-v1:Hid+1+s',
      uuid: uuidOf('a secret run'),
      restriction_type: 'custom-b2b-enterprise',
    };
    await api.post('/api/v1/content-metadata/', [
      course('Hid+1', { course_runs: [{ key: 'course-v1:Hid+1+o' }, secret] }),
      { content_type: 'courserun', aggregation_key: 'courserun:Hid+1', title: 'Secret', ...secret },
    ]);
    for (const key of [secret.key, secret.uuid]) {
      expectProblem(await read(key), 404, 'not_found');
      const { body } = await api.get<{ count: number; results: Item[] }>(
        `/api/v1/content-metadata/?content_identifiers=${key}`,
      );
      expect(body).to.include({ count: 0 });
    }
    const coerced = await read(secret.key, '?coerce_to_parent_course=true');
    expect(coerced.body).to.deep.include({ key: 'Hid+1' });
    expect(coerced.body['course_runs']).to.deep.equal([{ key: 'course-v1:Hid+1+o' }]);
    expect((await read('Hid+1')).body).to.deep.equal(coerced.body);
    const { entries } = await walk<Item>(api, '/api/v1/content-metadata/?page_size=3');
    expect(JSON.stringify(entries)).to.include('Hid+1').and.not.include(secret.key);
  });

  describe('in a list', () => {
    interface Page {
      count: number;
      next: string | null;
      results: Item[];
      unknown_identifiers?: string[];
    }
    const list = (query: string): Promise<Answer<Page>> => api.get<Page>(`/api/v1/content-metadata/${query}`);
    const keys = ({ body }: Answer<Page>): unknown[] => body.results.map((item) => item['key'] ?? item['uuid']);

    it('comes whole, each item once, with an exact count', async () => {
      const { body } = await list('?page_size=2');
      expect(body.results).to.have.length(2);
      const { entries } = await walk<Item>(api, '/api/v1/content-metadata/?page_size=2');
      expect(entries).to.have.length(body.count);
      expect(new Set(entries.map((item) => item['key'] ?? item['uuid'])).size).to.equal(body.count);
      expectProblem(await list('?page=99'), 404, 'not_found');
    });

    it('is narrowed to keys and uuids', async () => {
      const answer = await list(
        `?content_identifiers=Read%2B1&content_identifiers=${uuidOf('Read program').toUpperCase()}&content_identifiers=No+Such`,
      );
      expect(answer.body.count).to.equal(2);
      expect(keys(answer)).to.deep.equal(['Read+1', uuidOf('Read program')]);
      expect(answer.body.unknown_identifiers).to.deep.equal(['No+Such']);
      expect((await list('?content_identifiers=No+Such')).body.results).to.deep.equal([]);
      expect((await list('')).body).to.not.have.property('unknown_identifiers');
    });

    it('comes in the order asked, each item once, page by page', async () => {
      const asked = ['Read+2', uuidOf('Read program'), 'No+Such', 'Read+1', uuidOf('Read+2'), 'Gone%20Too'];
      const query = asked.map((key) => `content_identifiers=${key}`).join('&');
      const expected = ['Read+2', uuidOf('Read program'), 'Read+1'];
      const whole = await list(`?${query}`);
      expect(keys(whole)).to.deep.equal(expected);
      expect(whole.body.count).to.equal(3);
      expect(whole.body.unknown_identifiers).to.deep.equal(['No+Such', 'Gone+Too']);
      const { entries } = await walk<Item>(api, `/api/v1/content-metadata/?${query}&page_size=1`);
      expect(entries.map((item) => item['key'] ?? item['uuid'])).to.deep.equal(expected);
      expect(keys(await list(`?${query}&page_size=1&page=2`))).to.deep.equal([expected[1]]);
    });

    it('comes without runs where their courses are wanted', async () => {
      const at = '/api/v1/content-metadata/?page_size=1&coerce_to_parent_course=true';
      const { entries } = await walk<Item>(api, at);
      const all = (await walk<Item>(api, '/api/v1/content-metadata/?page_size=100')).entries;
      expect(entries).to.deep.equal(all.filter((item) => item['content_type'] !== 'courserun'));
      expect((await api.get<Page>(at)).body.count).to.equal(entries.length);
    });

    it('gives the courses of runs when asked to, each once', async () => {
      const runs = `?content_identifiers=${documents.run.key}&content_identifiers=Read+1`;
      expect(keys(await list(runs))).to.deep.equal([documents.run.key, 'Read+1']);
      expect(keys(await list(`${runs}&coerce_to_parent_course=true`))).to.deep.equal(['Read+1']);
      const orphan = await list(`?content_identifiers=${documents.orphan.key}&coerce_to_parent_course=true`);
      expect(orphan.body).to.deep.include({ count: 0, unknown_identifiers: [documents.orphan.key] });
    });
  });

  describe('in a view', () => {
    it('is the upstream document as it came, or what is worked out about it', async () => {
      expect((await read('Read+1', '?view=raw')).body).to.deep.equal(documents.course);
      const { body } = await read('Read+1', '?view=normalized');
      expect(body).to.deep.include({ version: 1, key: 'Read+1', active: true, discoverable: true, price: 49 });
      expect((body['html'] as Item)['full_description']).to.equal('<p>Kept as it came &amp; unread</p>');
      const { body: plain } = await read('Read+1');
      expect((await read('Read+1', '?view=client')).body).to.deep.equal(plain);
      expect((await read('Read+1', '?view=other')).status).to.equal(400);
    });

    it('keeps the schema that is published', async () => {
      const { body: schema } = await api.get<object>('/api/v1/schemas/normalized.v1/');
      const ajv = formats.default(new Ajv2020({ allowUnionTypes: true }));
      const isWhole = ajv.compile(schema);
      const { entries } = await walk<Item>(api, '/api/v1/content-metadata/?view=normalized&page_size=100');
      expect(entries.length).to.be.greaterThan(5);
      for (const entry of entries) {
        expect(isWhole(entry), JSON.stringify(isWhole.errors)).to.equal(true);
      }
      const { body: names } = await api.get<{ results: { url: string }[] }>('/api/v1/schemas/');
      for (const { url } of names.results) {
        expect((await api.get(url)).status).to.equal(200);
      }
      expectProblem(await api.get('/api/v1/schemas/normalized.v9/'), 404, 'not_found');
    });

    it('shows no restricted run', async () => {
      const secret = {
        key: 'course-v1:View+1+s',
        uuid: uuidOf('View secret'),
        restriction_type: 'custom-b2b-enterprise',
      };
      await api.post(
        '/api/v1/content-metadata/',
        course('View+1', { course_runs: [secret, { key: 'course-v1:View+1+o' }] }),
      );
      for (const view of ['raw', 'normalized', 'client']) {
        const { status, body } = await read('View+1', `?view=${view}`);
        expect(status).to.equal(200);
        expect(JSON.stringify(body)).to.not.include(secret.key).and.not.include(secret.uuid);
      }
    });
  });

  it('gives an item by its id', async () => {
    const [row] = await sql<{ id: number }>(service.stores, "SELECT id FROM content WHERE content_key = 'Read+1'");
    expect((await read(String(row?.id))).body['key']).to.equal('Read+1');
    expectProblem(await read('4294967295'), 404, 'not_found');
    expectProblem(await read('99999999999999999999'), 404, 'not_found');
  });

  it('is not sent again to whoever has it', async () => {
    const path = '/api/v1/content-metadata/Read+1/';
    const etag = (await api.get(path)).headers.get('etag') ?? '';
    const again = await api.ask('GET', path, { headers: { 'If-None-Match': etag } });
    expect([again.status, again.body]).to.deep.equal([304, null]);
  });
});
