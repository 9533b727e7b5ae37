import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeService, makeStores, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

/** What a percolation sends: which filters it asks, and the fields of items. */
interface Percolation {
  /** `with words`, `without words`, or what else it is. */
  among: string;
  items: number;
  bytes: number;
  hasTexts: boolean;
}

/** The percolations of one request. */
type Sent = Percolation[];

/**
 * A document of more than 1,024 terms switches the percolator's fast path off for every filter that it is asked with. So what goes to
 * filters that look at no words must have no texts, however long a description is: looked at on the wire, not by the clock.
 */
describe('percolation, as it is sent', function () {
  this.timeout(60_000);
  let service: TestService;
  let wire: Server;
  let sent: Sent[] = [];
  const description = Array.from({ length: 2_200 }, (_, index) => `zebrawort${String(index)}`).join(' ');

  before(async () => {
    const { config } = await makeStores();
    wire = createServer((asked, answer) => {
      void (async (): Promise<void> => {
        const body = await buffer(asked);
        const text = body.toString();
        if (asked.url?.includes('catalog-queries') === true && text.includes('"percolate"')) {
          sent.push(percolationsOf(text));
        }
        const target = new URL(asked.url ?? '', config.opensearchUrl);
        const { method, headers } = asked;
        request(target, { method, headers: { ...headers, host: target.host } }, (answered) => {
          answer.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.pipe(answer);
        })
          .on('error', (error) => answer.destroy(error))
          .end(body);
      })();
    });
    await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
    const { port } = wire.address() as AddressInfo;
    service = await makeService({ settings: { OPENSEARCH_URL: `http://127.0.0.1:${String(port)}` } });
    await add('one', { key: 'Long+0' });
    await add('other', { level_type: 'even', org__not: 'x' });
  });
  after(async () => {
    await service.stop();
    wire.closeAllConnections();
    wire.close();
  });
  beforeEach(() => {
    sent = [];
  });

  it('has no texts while no filter looks at words', async () => {
    for (const count of [1, 12]) {
      sent = [];
      await store(count);
      expect(sent.map(inShort)).to.deep.equal([[`${String(count)} without words, without texts`]]);
      expect(Math.max(...sent.flat().map(({ bytes }) => bytes))).to.be.lessThan(description.length);
    }
    expect(await members()).to.deep.equal({ one: 1, other: 12 });
  });

  it('sends texts to filters that look at words, and to these alone', async () => {
    await add('words', { full_description__phrase: 'zebrawort2198 zebrawort2199' });
    for (const count of [1, 12]) {
      sent = [];
      await store(count);
      const apart = Array.from({ length: count }, () => '1 with words, with texts');
      const together = `${String(count)} without words, without texts`;
      expect(sent.flatMap(inShort).sort(), `${String(count)} items`).to.deep.equal([...apart, together].sort());
    }
    expect(await members()).to.deep.equal({ one: 1, other: 12, words: 12 });
  });

  it('asks about items together only as far as the engine looks up their terms', async () => {
    await store(12, 200);
    const plain = sent.flat().filter(({ hasTexts }) => !hasTexts);
    expect(plain.map(({ items }) => items)).to.deep.equal([3, 3, 3, 3]);
    expect(await members()).to.deep.equal({ one: 1, other: 12, words: 12 });
  });

  it('asks for at most fifty items at a time, so that others come in between', async () => {
    await store(120);
    for (const withTexts of [true, false]) {
      const items = sent
        .map((request) => request.filter(({ hasTexts }) => hasTexts === withTexts).map((one) => one.items))
        .map((counts) => counts.reduce((sum, count) => sum + count, 0));
      expect(items.filter((count) => count > 0).sort()).to.deep.equal([20, 50, 50]);
    }
    expect(await members()).to.deep.equal({ one: 1, other: 120, words: 120 });
  });

  let round = 0;
  /** Stores items that are others than they were; all are evaluated. */
  async function store(count: number, skills = 1): Promise<void> {
    round += 1;
    const documents = Array.from({ length: count }, (_, index) => ({
      content_type: 'course',
      key: `Long+${String(index)}`,
      title: 'Long',
      level_type: 'even',
      full_description: description,
      skill_names: Array.from({ length: skills }, (_skill, skill) => `skill ${[round, index, skill].join(' ')}`),
    }));
    const { claims } = await service.replication.store(documents, { author });
    const decisions = await service.inclusion.decideItems(claims);
    expect(decisions.map((decision) => decision?.outcome)).to.deep.equal(documents.map(() => 'decided'));
  }

  async function add(title: string, filter: object): Promise<void> {
    const text = JSON.stringify(filter);
    const query = { uuid: uuidOf(title), title, filter: { text, node: parseJson(text) } };
    expect(await service.inclusion.importQueries([query])).to.deep.equal([{ outcome: 'created' }]);
    // Else items that are stored when that comes by itself, a moment later, are percolated twice.
    await service.inclusion.registerAnnounced({ abandoned: false });
  }

  async function members(): Promise<Record<string, number>> {
    const rows = await sql<{ title: string; members: number }>(
      service.stores,
      'SELECT title, COUNT(*) AS members FROM catalog_query JOIN membership ON query_id = id GROUP BY title ORDER BY title',
    );
    return Object.fromEntries(rows.map(({ title, members: count }) => [title, count]));
  }
});

function inShort(request: Sent): string[] {
  return request.map(({ items, among, hasTexts }) =>
    [items, `${among},`, hasTexts ? 'with' : 'without', 'texts'].join(' '),
  );
}

/** Of several searches in one request: a line about each, and each on a line. */
function percolationsOf(text: string): Sent {
  const words = { term: { uses_text: true } };
  const known: Record<string, string> = {
    [JSON.stringify(words)]: 'with words',
    [JSON.stringify({ bool: { must_not: [words] } })]: 'without words',
  };
  const lines = text.split('\n').filter((line) => line.includes('"percolate"'));
  return lines.map((line) => {
    const { query } = JSON.parse(line) as { query: { bool: { filter: [object, object] } } };
    const [among] = query.bool.filter;
    return {
      among: known[JSON.stringify(among)] ?? JSON.stringify(among),
      items: keysIn(query),
      bytes: line.length,
      hasTexts: line.includes('zebrawort'),
    };
  });
}

/** How many items a percolation asks about: each has a key. */
function keysIn(query: object): number {
  const [, list] =
    /"percolate":\{"field":"\w+","document":\{"filter":\{[^}]*?"key":(\[[^\]]*\])/.exec(JSON.stringify(query)) ?? [];
  return (JSON.parse(list ?? '[]') as string[]).length;
}
