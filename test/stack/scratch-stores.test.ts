import { expect } from 'chai';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { openStores, type ScratchStores } from '../../scripts/scratch/stores.ts';
import { readEnvironment } from '../../scripts/stack/environment.ts';
import { withRedis } from '../../scripts/stack/with-redis.ts';

describe('scratch stores', () => {
  const { variables, opensearchUrl = '', databaseUrl = '', redisUrl = '' } = readEnvironment();
  const name = `percolog-test-b${Date.now().toString(36)}`;
  // Begins like the other one, so that dropping by a careless prefix would take it too.
  const neighbour = `${name}2`;
  const opened: ScratchStores[] = [];
  let database: Connection;

  before(async () => {
    database = await createConnection(databaseUrl);
  });
  after(async () => {
    for (const stores of opened) {
      await stores.close({ keep: false }).catch(() => undefined);
    }
    await database.end();
  });

  async function open(which: string): Promise<ScratchStores> {
    const stores = await openStores(variables, which);
    opened.push(stores);
    return stores;
  }

  async function fill(stores: ScratchStores): Promise<void> {
    const own = await createConnection(stores.addresses.databaseUrl);
    await own.query('CREATE TABLE things (id INT)');
    await own.end();
    const index = await fetch(`${opensearchUrl}/${stores.indices.content}`, { method: 'PUT' });
    expect(index.status, await index.text()).to.equal(200);
    await withRedis(redisUrl, (redis) => redis.set(`${String(stores.environment['REDIS_PREFIX'])}queue`, '1'));
  }

  /** What is there of a benchmark: its tables, index and keys. */
  async function contents(which: string): Promise<string[]> {
    const [tables] = await database.query<(RowDataPacket & { name: string })[]>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [which.replaceAll('-', '_')],
    );
    const index = await fetch(`${opensearchUrl}/${which}-content`, { method: 'HEAD' });
    return [
      ...tables.map((table) => table.name),
      ...(index.status === 200 ? ['index'] : []),
      ...(await withRedis(redisUrl, (redis) => redis.keys(`${which}:*`))),
    ];
  }

  it('are empty when opened, whatever was left, and gone when closed; nobody else loses anything', async () => {
    const other = await open(neighbour);
    await fill(other);
    const first = await open(name);
    await fill(first);
    await first.close({ keep: true });
    expect(await contents(name)).to.have.length(3);
    const again = await openStores(variables, name, { kept: true });
    await again.close({ keep: true });
    expect(await contents(name)).to.have.length(3);

    const second = await open(name);
    expect(await contents(name)).to.deep.equal([]);
    await fill(second);
    await second.close({ keep: false });
    expect(await contents(name)).to.deep.equal([]);
    expect(await contents(neighbour)).to.have.length(3);
    const [databases] = await database.query<RowDataPacket[]>('SHOW DATABASES LIKE ?', [name.replaceAll('-', '_')]);
    expect(databases).to.deep.equal([]);
    const nothing = await openStores(variables, name, { kept: true }).catch(
      (error: unknown) => (error as Error).message,
    );
    expect(nothing).to.match(/nothing was kept/);
  });

  it('serve one benchmark at a time', async () => {
    const stores = await open(name);
    const second = await openStores(variables, name).catch((error: unknown) => (error as Error).message);
    expect(second).to.match(/another process works in/);
    await stores.close({ keep: false });
  });

  it('hand the processes nothing of the service that runs beside', async () => {
    const given = { ...variables, ROLE: 'worker', HOST: '0.0.0.0', INDEX_PREFIX: '', REDIS_PREFIX: 'percolog:' };
    const stores = await openStores(given, name);
    opened.push(stores);
    expect(stores.environment).to.include({
      ROLE: 'all',
      HOST: '127.0.0.1',
      INDEX_PREFIX: `${name}-`,
      REDIS_PREFIX: `${name}:`,
      DATABASE_URL: stores.addresses.databaseUrl,
    });
    expect(new URL(stores.addresses.databaseUrl).pathname).to.equal(`/${name.replaceAll('-', '_')}`);
    await stores.close({ keep: false });
  });
});
