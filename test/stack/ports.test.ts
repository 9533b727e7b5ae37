import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FIRST_PORTS, isFree, nextFreePort, readPorts, writePorts } from '../../scripts/stack/ports.ts';

describe('ports of the engines', () => {
  const servers: Server[] = [];
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'percolog-ports-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  /** Listens on a port that the system chooses and returns it. */
  async function occupy(host: string): Promise<number> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`passes over a port where a program listens on ${host}`, async () => {
      const port = await occupy(host);
      expect(await isFree(port)).to.equal(false);
      expect(await nextFreePort(port)).to.be.greaterThan(port);
    });
  }

  it('takes the wanted port when it is free, but not one promised to another engine', async () => {
    const port = await occupy('127.0.0.1');
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await nextFreePort(port)).to.equal(port);
    expect(await nextFreePort(port, new Set([port]))).to.be.greaterThan(port);
  });

  it('are the first ones where nothing is recorded or the record is no use', async () => {
    expect(await readPorts(folder)).to.deep.equal(FIRST_PORTS);
    await writeFile(join(folder, 'ports.json'), '{"opensearch": 19200, "data');
    expect(await readPorts(folder)).to.deep.equal(FIRST_PORTS);
  });

  it('are read as recorded; what is no port number is replaced', async () => {
    await writePorts(folder, { ...FIRST_PORTS, database: 13310 });
    expect(await readPorts(folder)).to.deep.equal({ ...FIRST_PORTS, database: 13310 });
    await writeFile(join(folder, 'ports.json'), '{"redis": 6380, "database": "13306", "opensearch": 70000}');
    expect(await readPorts(folder)).to.deep.equal({ ...FIRST_PORTS, redis: 6380 });
  });
});
