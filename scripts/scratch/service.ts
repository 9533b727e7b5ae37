import { join } from 'node:path';
import { Client } from 'undici';
import { nextFreePort } from '../stack/ports.ts';
import { ServiceProcess } from '../start/service-process.ts';
import type { ScratchStores } from './stores.ts';

const firstPort = 18_080;

/** A service in a process of its own. */
export interface ScratchService {
  /** http://127.0.0.1:port */
  base: string;
  pid: number;
}

/** What a service is started with. */
export interface ScratchContext {
  /** The checkout. */
  root: string;
  /** Where its log goes. */
  folder: string;
  stores: ScratchStores;
  signal: AbortSignal;
}

/**
 * Starts `src/main.ts` on the stores, waits until it is ready, and stops it after the work.
 * @param settings of this process alone
 */
export async function withService<T>(
  context: ScratchContext,
  settings: Readonly<Record<string, string>>,
  work: (service: ScratchService) => Promise<T>,
): Promise<T> {
  const { root, folder, stores, signal } = context;
  const port = await nextFreePort(firstPort);
  const base = `http://127.0.0.1:${String(port)}`;
  const env = { ...stores.environment, ...settings, PORT: String(port) };
  const service = await ServiceProcess.start(root, env, join(folder, `service-${String(port)}.log`));
  try {
    await service.ready(base, signal);
    return await work({ base, pid: service.pid });
  } finally {
    await service.stop();
  }
}

/** One client with one kept connection. */
export class ServiceClient {
  readonly #client: Client;

  constructor(base: string) {
    this.#client = new Client(base);
  }

  /** @returns the parsed answer, and how long it took from sending to its last byte */
  async ask(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body: string | null = null,
  ): Promise<{ status: number; body: unknown; milliseconds: number }> {
    const headers = body === null ? {} : { 'content-type': 'application/json' };
    const began = performance.now();
    const answer = await this.#client.request({ method, path, body, headers });
    const text = await answer.body.text();
    const milliseconds = performance.now() - began;
    return { status: answer.statusCode, body: JSON.parse(text), milliseconds };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
