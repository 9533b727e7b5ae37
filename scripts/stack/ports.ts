import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { asRecord, readJson, writeJson } from './files.ts';

/** Ports of 127.0.0.1 which the engines of this checkout use. */
export interface Ports {
  readonly opensearch: number;
  readonly opensearchTransport: number;
  readonly database: number;
  readonly redis: number;
}

/** Well away from the engines' own defaults, which other programs of a developer use. */
export const FIRST_PORTS: Ports = { opensearch: 19200, opensearchTransport: 19300, database: 13306, redis: 16379 };

/** Reads `ports.json` of the folder: what was taken last, or what somebody wrote there to have it so. */
export async function readPorts(local: string): Promise<Ports> {
  const stored = asRecord(await readJson(join(local, 'ports.json')));
  const port = (name: keyof Ports): number => {
    const value = stored[name];
    return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536
      ? value
      : FIRST_PORTS[name];
  };
  return {
    opensearch: port('opensearch'),
    opensearchTransport: port('opensearchTransport'),
    database: port('database'),
    redis: port('redis'),
  };
}

/** Records the ports for the next start and for other programs that look for the engines. */
export async function writePorts(local: string, ports: Ports): Promise<void> {
  await writeJson(join(local, 'ports.json'), ports);
}

/**
 * The first free port from `first` on that is not in `taken`.
 * @throws Error when a thousand in a row are in use
 */
export async function nextFreePort(first: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let port = first; port < Math.min(first + 1000, 65_536); port += 1) {
    if (!taken.has(port) && (await isFree(port))) {
      return port;
    }
  }
  throw new Error(`no free port from ${first.toString()} on`);
}

/** Whether nobody answers at the port of 127.0.0.1 and we could listen there ourselves. */
export async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await canListen(port));
}

// Asked besides listening: where addresses may be shared, listening succeeds beside a program on 0.0.0.0.
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => {
      settle(true);
    });
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
