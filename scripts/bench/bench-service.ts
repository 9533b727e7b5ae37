import { join } from 'node:path';
import { Client } from 'undici';
import { nextFreePort } from '../stack/ports.ts';
import { ServiceProcess } from '../start/service-process.ts';
import type { BenchContext } from './context.ts';

const firstPort = 18_080;

/** As it was before there was access control: nobody is asked who he is, or how often he comes. */
export const openToAll = { ACCESS_CONTROL: 'off', RATE_LIMITS: 'off' } as const;

/** The service under measurement, in a process of its own. */
export interface BenchService {
  /** http://127.0.0.1:port */
  base: string;
  pid: number;
}

/**
 * Starts `src/main.ts` on the benchmark's stores, waits until it is ready, and stops it after the work.
 * @param settings of this process alone
 */
export async function withService<T>(
  context: Pick<BenchContext, 'root' | 'folder' | 'stores' | 'signal'>,
  settings: Readonly<Record<string, string>>,
  work: (service: BenchService) => Promise<T>,
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
    method: 'GET' | 'POST',
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
