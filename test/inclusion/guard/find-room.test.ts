import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { Departures } from '../../../src/inclusion/guard/departures.ts';
import { findRoom, readLost } from '../../../src/inclusion/guard/find-room.mysql.ts';
import type { Tx } from '../../../src/kernel/database.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { makeService, sql, type TestService } from '../../support/service.ts';
import { author } from '../../support/writers.ts';

/** What may still go of a query without anybody's word, as far as it is known: with it nobody looks again for each item. */
describe('the room that the guardrail leaves', function () {
  this.timeout(60_000);
  let service: TestService;
  let id: number;
  let name: string;

  before(async () => {
    service = await makeService();
  });
  beforeEach(async () => {
    const uuid = randomUUID();
    name = uuid.slice(0, 8);
    const text = JSON.stringify({ level_type: `in ${name}` });
    await service.inclusion.importQueries([{ uuid, title: null, filter: { text, node: parseJson(text) } }]);
    const [row] = await sql<{ id: number }>(service.stores, 'SELECT id FROM catalog_query WHERE uuid = ?', [uuid]);
    id = row?.id ?? 0;
  });
  after(() => service.stop());

  async function store(count: number, level: string): Promise<void> {
    const documents = Array.from({ length: count }, (_, index) => ({
      content_type: 'course',
      key: `${name}+${String(index)}`,
      title: 'Course',
      level_type: `${level} ${name}`,
    }));
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
  }

  async function room(leaving: number): Promise<number | undefined> {
    const tx = { rows: (text: string, values: unknown[]) => sql(service.stores, text, values) } as unknown as Tx;
    return (await findRoom(tx, new Map([[id, leaving]]))).get(id);
  }

  async function comeAndGo(count: number, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      await store(count, 'out');
      await store(count, 'in');
    }
  }

  it('of a query whose items come and go is what it is of any', async () => {
    await store(100, 'in');
    await comeAndGo(20, 25);
    await store(10, 'out');
    expect(await room(1), '11 of 100 are gone then, 80 may').to.equal(69);
    expect([await room(70), await room(71)]).to.deep.equal([0, -1]);
  });

  it('is found without counting members, where as many as they were less what departed suffice', async () => {
    await store(100, 'in');
    await store(50, 'out');
    const asked: string[] = [];
    const tx = {
      rows: (text: string, values: unknown[]) => {
        asked.push(text);
        return sql(service.stores, text, values);
      },
    } as unknown as Tx;
    const departures = new Departures();
    const roomOf = async (members: Map<number, number>): Promise<[number | undefined, boolean]> => {
      asked.length = 0;
      const lost = await readLost(tx, [id], departures);
      const found = await findRoom(tx, new Map([[id, 5]]), { lost, members });
      return [found.get(id), asked.some((text) => text.includes('COUNT(*) AS count FROM (SELECT 1 FROM membership'))];
    };
    const nothing = new Map<number, number>();
    // 50 are gone and 5 are to go: that is not too much of 19 members and more, with each that goes of one and a quarter more.
    expect(await roomOf(nothing)).to.deep.equal([24, true]);
    expect(nothing.get(id), 'is known from now on').to.equal(50);
    expect(await roomOf(new Map([[id, 90]])), '40 left at the least').to.deep.equal([16, false]);
    expect(await roomOf(new Map([[id, 66]])), 'too few to tell').to.deep.equal([24, true]);
  });

  it('of a small query is what a larger one could lose when it is small', async () => {
    await store(45, 'in');
    await comeAndGo(45, 10);
    await store(5, 'out');
    expect(await room(1), '6 of 45 are gone then').to.equal(34);
    expect([await room(35), await room(40)], 'all may go').to.deep.equal([0, 0]);
  });
});
