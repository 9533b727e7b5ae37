import { expect } from 'chai';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { readEnvironment } from '../../scripts/stack/environment.ts';
import { withRedis } from '../../scripts/stack/with-redis.ts';
import { dropRun } from '../../scripts/test/sweep.ts';

describe('sweep of a test run', () => {
  const { opensearchUrl = '', databaseUrl = '', redisUrl = '' } = readEnvironment();
  const addresses = { opensearchUrl, databaseUrl, redisUrl };
  // The second name begins like the first, so that a sweep by a careless prefix would take it too.
  const name = `x${Date.now().toString(36)}`;
  const neighbour = `${name}2`;
  const kinds = ['content', 'catalog-queries'];
  let database: Connection;

  before(async () => {
    database = await createConnection(databaseUrl);
    for (const run of [name, neighbour]) {
      await database.query('CREATE DATABASE ??', [`percolog_test_${run}_one`]);
      await withRedis(redisUrl, (redis) => redis.set(`percolog-test-${run}:queue`, '1'));
      for (const kind of kinds) {
        const index = await fetch(`${opensearchUrl}/percolog-test-${run}-${kind}`, { method: 'PUT' });
        expect(index.status, await index.text()).to.equal(200);
      }
    }
  });

  after(async () => {
    await dropRun(name, addresses);
    await dropRun(neighbour, addresses);
    await database.end();
  });

  /** What is left of a run: names of databases, indices and keys. */
  async function leavings(run: string): Promise<string[]> {
    const [databases] = await database.query<(RowDataPacket & { name: string })[]>(
      'SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE ?',
      [`percolog\\_test\\_${run}\\_%`],
    );
    const indices: string[] = [];
    for (const kind of kinds) {
      const index = `percolog-test-${run}-${kind}`;
      if ((await fetch(`${opensearchUrl}/${index}`, { method: 'HEAD' })).status === 200) {
        indices.push(index);
      }
    }
    return [
      ...databases.map((row) => row.name),
      ...indices,
      ...(await withRedis(redisUrl, (redis) => redis.keys(`percolog-test-${run}:*`))),
    ];
  }

  it('drops its databases, indices and keys, and nothing of a run whose name begins alike', async () => {
    expect(await leavings(name)).to.have.length(4);
    await dropRun(name, addresses);
    expect(await leavings(name)).to.deep.equal([]);
    expect(await leavings(neighbour)).to.have.length(4);
  });

  it('may be repeated', async () => {
    await dropRun(name, addresses);
    expect(await leavings(name)).to.deep.equal([]);
  });

  it('refuses a name that could match anything else', async () => {
    for (const bad of ['', '*', 'r1_%', 'R1', '../x']) {
      const outcome = await dropRun(bad, addresses).catch((error: unknown) => (error as Error).message);
      expect(outcome).to.include('not the name of a test run');
    }
  });
});
