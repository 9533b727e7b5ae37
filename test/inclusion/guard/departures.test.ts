import { expect } from 'chai';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { Departures } from '../../../src/inclusion/guard/departures.ts';
import type { Tx } from '../../../src/kernel/database.ts';
import { makeService, type TestService } from '../../support/service.ts';

const queries = [1, 2, 3];
const hour = 3_600;

/** What left queries is remembered by the minute: whatever the clock does, it is what the rows say. */
describe('departures of the hour', function () {
  this.timeout(60_000);
  let service: TestService;
  let connection: Connection;
  let tx: Tx;
  /** Seconds, as the database is told. */
  let clock: number;

  before(async () => {
    service = await makeService();
    connection = await createConnection({ uri: service.stores.config.databaseUrl });
    await connection.query("SET time_zone = '+00:00'");
    tx = {
      rows: async (text: string, values: unknown[]) => (await connection.query<RowDataPacket[]>(text, values))[0],
    } as unknown as Tx;
  });
  beforeEach(async () => {
    await connection.query('DELETE FROM membership_change');
    await setClock(1_800_000_000);
  });
  after(async () => {
    await connection.end();
    await service.stop();
  });

  async function setClock(seconds: number): Promise<void> {
    clock = seconds;
    await connection.query('SET timestamp = ?', [seconds]);
  }

  async function leave(queryId: number, departed: number, cause = 'item'): Promise<void> {
    await connection.query(
      `INSERT INTO membership_change (kind, cause, query_id, departed, at) VALUES ('changed', ?, ?, ?, UTC_TIMESTAMP(3))`,
      [cause, queryId, departed],
    );
  }

  /** At the least those of an hour, and at the most those of a minute more. */
  async function expectCounted(departures: Departures, told: string): Promise<void> {
    const counted = await departures.count(tx, queries);
    for (const [seconds, compare] of [
      [hour, 'least'],
      [hour + 60, 'most'],
    ] as const) {
      for (const id of queries) {
        const [[row]] = await connection.query<(RowDataPacket & { sum: number })[]>(
          `SELECT CAST(COALESCE(SUM(departed), 0) AS SIGNED) AS sum FROM membership_change
           WHERE query_id = ? AND cause = 'item' AND at >= UTC_TIMESTAMP(3) - INTERVAL ? SECOND AND at <= UTC_TIMESTAMP(3)`,
          [id, seconds],
        );
        expect(counted.get(id), `query ${String(id)}, ${told}`).to.be.at[compare](row?.sum ?? 0);
      }
    }
  }

  it('are those of the rows at every moment of three hours, to whoever looks often, seldom, or for the first time', async () => {
    const often = new Departures();
    const seldom = new Departures();
    for (let step = 0; clock < 1_800_000_000 + 3 * hour; step += 1) {
      await setClock(clock + 7 + ((step * 37) % 130));
      await leave(queries[step % 3] ?? 1, 1 + (step % 5));
      await leave(1, 1_000, 'filter');
      await expectCounted(often, `looked at ${String(clock)}`);
      if (step % 20 === 0) {
        await expectCounted(seldom, `looked seldom, at ${String(clock)}`);
        await expectCounted(new Departures(), `looked first, at ${String(clock)}`);
      }
    }
    await setClock(clock + 2 * hour);
    expect([...(await often.count(tx, queries)).values()]).to.deep.equal([0, 0, 0]);
  });

  it('are read anew where the clock was set back', async () => {
    const departures = new Departures();
    await leave(1, 3);
    await setClock(clock + 20 * 60);
    await leave(1, 4);
    expect((await departures.count(tx, [1])).get(1)).to.equal(7);
    await connection.query('DELETE FROM membership_change WHERE departed = 4');
    await setClock(clock - 10 * 60);
    expect((await departures.count(tx, [1])).get(1)).to.equal(3);
  });

  it('of a minute that is over are read once, and those since then each time', async () => {
    const departures = new Departures();
    await leave(1, 3);
    await setClock(clock + 300);
    expect((await departures.count(tx, [1])).get(1)).to.equal(3);
    await connection.query('UPDATE membership_change SET departed = 100');
    await leave(1, 5);
    expect((await departures.count(tx, [1])).get(1)).to.equal(8);
    await leave(1, 6);
    await setClock(clock + 30);
    await leave(1, 7);
    expect((await departures.count(tx, [1])).get(1)).to.equal(21);
  });

  it('of no query are none', async () => {
    expect(await new Departures().count(tx, [])).to.deep.equal(new Map());
  });
});
