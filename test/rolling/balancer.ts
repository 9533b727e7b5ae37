import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { eventually } from '../support/service.ts';

interface Backend {
  url: string;
  /** Kept connections. */
  pool: Pool;
  ready: boolean;
  served: number;
}

/** Of one hop only: not handed on. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host', 'content-length']);

/**
 * A load balancer as real ones are at their plainest: it asks each backend's `/health/ready` every so often, gives requests
 * in turn to those that were ready when last asked, on kept connections, and tries nothing a second time. What does not
 * come through is answered 502, and 503 when nobody is ready.
 */
export class Balancer {
  readonly #backends: Backend[];
  readonly #lookEvery: number;
  readonly #server: Server;
  readonly #stop = new AbortController();
  #looking: Promise<void> = Promise.resolve();
  #looks = 0;
  #turn = 0;

  /** @param lookEvery milliseconds between two questions to a backend */
  constructor(urls: readonly string[], lookEvery: number) {
    this.#lookEvery = lookEvery;
    this.#backends = urls.map((url) => ({ url, pool: new Pool(url, { connections: 32 }), ready: false, served: 0 }));
    this.#server = createServer((request, response) => {
      this.#handOn(request, response).catch((error: unknown) => {
        response.writeHead(502).end(error instanceof Error ? error.message : String(error));
      });
    });
  }

  /** @returns its address, when all backends are ready */
  async open(): Promise<string> {
    this.#looking = this.#look();
    for (const { url } of this.#backends) {
      await this.sees(url);
    }
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#looking;
    await Promise.all(this.#backends.map(({ pool }) => pool.destroy()));
  }

  /** Resolves when it holds that backend for ready. */
  async sees(url: string): Promise<void> {
    await eventually(`the balancer sees ${url}`, () =>
      Promise.resolve(this.#backends.some((backend) => backend.url === url && backend.ready)),
    );
  }

  /** Resolves when it has just looked, so that it will not look for a while. */
  async looked(): Promise<void> {
    const before = this.#looks;
    await eventually('the balancer looks', () => Promise.resolve(this.#looks > before));
  }

  /** How many requests each backend was given. */
  get served(): number[] {
    return this.#backends.map(({ served }) => served);
  }

  async #look(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await Promise.all(
        this.#backends.map(async (backend) => {
          backend.ready = await isReady(backend.url);
        }),
      );
      this.#looks += 1;
      await pause(this.#lookEvery, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #handOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const ready = this.#backends.filter((backend) => backend.ready);
    const backend = ready[this.#turn % ready.length];
    this.#turn += 1;
    if (backend === undefined) {
      response.writeHead(503).end('nobody is ready');
      return;
    }
    backend.served += 1;
    const answer = await backend.pool.request({
      method: request.method as 'GET',
      path: request.url ?? '/',
      headers: endToEnd(request.headers),
      body: body.length === 0 ? null : body,
    });
    const content = Buffer.from(await answer.body.arrayBuffer());
    response.writeHead(answer.statusCode, endToEnd(answer.headers)).end(content);
  }
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status === 200;
    },
    () => false,
  );
}

function endToEnd(headers: NodeJS.Dict<string | string[]>): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name) ? [] : [[name, value]],
    ),
  );
}
