import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { parseJson } from '../../../src/kernel/json.ts';
import { uuidOf } from '../../support/documents.ts';
import { makeService, makeStores, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

/** What a percolation sends: which filters it asks, and the items' fields. */
interface Percolation {
  /** `with words`, `without words`, or what else it is. */
  among: string;
  bytes: number;
  hasTexts: boolean;
}

/**
 * A document of more than 1,024 terms switches the percolator's fast path off for every filter that it is asked with. So what goes to
 * filters that look at no words must have no texts, however long a description is: looked at on the wire, not by the clock.
 */
describe('percolation, as it is sent', function () {
  this.timeout(60_000);
  let service: TestService;
  let wire: Server;
  let sent: Percolation[] = [];
  const description = Array.from({ length: 2_200 }, (_, index) => `zebrawort${String(index)}`).join(' ');

  before(async () => {
    const { config } = await makeStores();
    wire = createServer((asked, answer) => {
      void (async (): Promise<void> => {
        const body = await buffer(asked);
        const text = body.toString();
        if (asked.url?.includes('catalog-queries') === true && text.includes('"percolate"')) {
          sent.push(percolationOf(text));
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
    await store(1);
    expect(sent.map(({ among, hasTexts }) => [among, hasTexts])).to.deep.equal([['without words', false]]);
    await store(12);
    expect(sent.slice(1).map(({ among, hasTexts }) => [among, hasTexts])).to.deep.equal([['without words', false]]);
    expect(Math.max(...sent.map(({ bytes }) => bytes))).to.be.lessThan(description.length);
    expect(await members()).to.deep.equal({ one: 1, other: 12 });
  });

  it('sends texts to filters that look at words, and to these alone', async () => {
    await add('words', { full_description__phrase: 'zebrawort2198 zebrawort2199' });
    for (const count of [1, 12]) {
      sent = [];
      await store(count);
      expect(
        sent.map(({ among, hasTexts }) => `${among} ${String(hasTexts)}`).sort(),
        `${String(count)} items`,
      ).to.deep.equal(['with words true', 'without words false']);
    }
    expect(await members()).to.deep.equal({ one: 1, other: 12, words: 12 });
  });

  it('goes in parts beside each other where there are many filters, for one item that somebody waits for', async () => {
    for (const [title, id] of [
      ['of the second part', 9_000],
      ['of the last part', 20_000],
    ] as const) {
      await sql(service.stores, `ALTER TABLE catalog_query AUTO_INCREMENT = ${String(id)}`);
      await add(title, { level_type: 'even', org__not: title });
    }
    for (const [count, parts] of [
      [1, 3],
      [2, 2],
      [12, 1],
    ] as const) {
      sent = [];
      await store(count);
      const plain = sent.filter(({ hasTexts }) => !hasTexts);
      expect(new Set(plain.map(({ among }) => among)).size, `${String(count)} items`).to.equal(parts);
      expect(plain, `${String(count)} items`).to.have.length(count === 12 ? 1 : parts * count);
    }
    expect(await members()).to.include({ one: 1, other: 12, 'of the second part': 12, 'of the last part': 12 });
  });

  let round = 0;
  /** Stores items that are others than they were; all are evaluated. */
  async function store(count: number): Promise<void> {
    round += 1;
    const documents = Array.from({ length: count }, (_, index) => ({
      content_type: 'course',
      key: `Long+${String(index)}`,
      title: 'Long',
      level_type: 'even',
      full_description: description,
      skill_names: [`round ${String(round)}`],
    }));
    const { claims } = await service.replication.store(documents, { author });
    const decisions = await service.inclusion.decideItems(claims);
    expect(decisions.map((decision) => decision?.outcome)).to.deep.equal(documents.map(() => 'decided'));
  }

  async function add(title: string, filter: object): Promise<void> {
    const text = JSON.stringify(filter);
    const query = { uuid: uuidOf(title), title, filter: { text, node: parseJson(text) } };
    expect(await service.inclusion.importQueries([query])).to.deep.equal([{ outcome: 'created' }]);
  }

  async function members(): Promise<Record<string, number>> {
    const rows = await sql<{ title: string; members: number }>(
      service.stores,
      'SELECT title, COUNT(*) AS members FROM catalog_query JOIN membership ON query_id = id GROUP BY title ORDER BY title',
    );
    return Object.fromEntries(rows.map(({ title, members: count }) => [title, count]));
  }
});

function percolationOf(text: string): Percolation {
  const { query } = JSON.parse(text) as { query: { bool: { filter: [object, object] } } };
  const [among] = query.bool.filter;
  const words = { term: { uses_text: true } };
  const known: Record<string, string> = {
    [JSON.stringify(words)]: 'with words',
    [JSON.stringify({ bool: { must_not: [words] } })]: 'without words',
  };
  return {
    among: known[JSON.stringify(among)] ?? JSON.stringify(among),
    bytes: text.length,
    hasTexts: text.includes('zebrawort'),
  };
}
