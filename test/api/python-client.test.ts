import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';
import { Client } from '../support/client.ts';
import { course, program, run, uuidOf } from '../support/documents.ts';
import { makeService, serve, type TestService } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';

interface Item {
  key: string;
  title: string;
  enrollment_url: string | null;
  active: boolean | null;
}

/** What the program read; see support/catalog_client.py. */
interface Read {
  created: { uuid: string; membership: { matched: number } };
  replaced: { title: string };
  contains: boolean[];
  customer_contains: { contains_content_items: boolean; catalog_list: string[] };
  items: Item[];
  pages: number;
  by_keys: Item[];
  too_many: number;
  difference: { items_not_found: object[]; items_not_included: object[]; items_found: object[] };
  filtered: string[];
  query: { uuid: string; content_filter: object };
}

/** A program in Python, as the platform's services are: it knows nothing of this project. */
describe('a client that uses requests', () => {
  let service: TestService;
  let url: string;
  let close: () => Promise<void>;
  const courses = Array.from({ length: 30 }, (_, index) => `Py+${String(index).padStart(2, '0')}`);
  const open = { status: 'published', is_enrollable: true, is_marketable: true };

  before(async () => {
    service = await makeService();
    ({ url, close } = await serve(service));
    await new Client(url).post('/api/v1/content-metadata/', [
      ...courses.map((key) => course(key, { course_runs: [{ ...open, key: `course-v1:${key}+1` }] })),
      run('Py+00', '1', open),
      program('Python program'),
    ]);
  });
  after(async () => {
    await close();
    await service.stop();
  });

  it('gets along, unmodified', async function () {
    this.timeout(60_000);
    const catalog = {
      uuid: uuidOf('a catalog of Python'),
      title: 'Python',
      enterprise_customer: uuidOf('a customer of Python'),
      enterprise_customer_name: 'Python Ltd',
      content_filter: { content_type: ['course', 'courserun', 'program'], partner: ['edx'] },
      enabled_course_modes: ['verified', 'audit'],
      publish_audit_enrollment_urls: 'true',
      catalog_query_uuid: uuidOf('a query of Python'),
      query_title: 'All of Python',
      include_exec_ed_2u_courses: false,
    };
    const run0 = 'course-v1:Py+00+1';
    const all = [...courses, run0, uuidOf('Python program')];
    const keys = [...all, ...Array.from({ length: 270 }, (_, index) => `None+${String(index)}`)];
    const read = await runClient({ catalog, keys, some: ['No+Such', run0] });

    expect(read.created).to.include({ uuid: catalog.uuid });
    expect(read.created.membership.matched).to.equal(32);
    expect(read.replaced.title).to.equal('Replaced');
    expect(read.contains).to.deep.equal([true, false]);
    expect(read.customer_contains).to.deep.equal({ contains_content_items: true, catalog_list: [catalog.uuid] });
    expect(read.items.map(({ key }) => key)).to.deep.equal(all);
    expect(read.pages).to.equal(5);
    expect(read.items[0]).to.include({ title: 'About Py+00', active: true });
    expect(read.items[0]?.enrollment_url).to.include('audit=true');
    expect(read.items.at(-1)?.enrollment_url).to.equal(null);
    expect(read.by_keys).to.deep.equal(read.items);
    expect(read.too_many).to.equal(400);
    expect(read.difference.items_found).to.have.length(32);
    expect(read.difference.items_not_found).to.have.length(270);
    expect(read.difference.items_not_included).to.deep.equal([]);
    expect(read.filtered).to.deep.equal(all);
    expect(read.query).to.deep.include({ uuid: catalog.catalog_query_uuid, content_filter: catalog.content_filter });
  });

  /** Runs it in the Python that schemathesis was installed into, which brings `requests`. */
  async function runClient(instructions: object): Promise<Read> {
    const tool = process.env['SCHEMATHESIS'];
    if (tool === undefined) {
      throw new Error('SCHEMATHESIS is not set: run the tests with npm test');
    }
    const script = path.join(import.meta.dirname, 'support/catalog_client.py');
    const child = spawn(path.join(path.dirname(tool), 'python'), [script, url, operatorToken()]);
    child.stdin.end(JSON.stringify(instructions));
    const [out, err, code] = await Promise.all([
      child.stdout.setEncoding('utf8').toArray(),
      child.stderr.setEncoding('utf8').toArray(),
      new Promise<number | null>((resolve, reject) => {
        child.on('error', reject).on('close', resolve);
      }),
    ]);
    expect(code, err.join('')).to.equal(0);
    return JSON.parse(out.join('')) as Read;
  }
});
