import { fileURLToPath } from 'node:url';
import { nextFreePort } from '../stack/ports.ts';
import type { BenchContext } from './context.ts';
import { answers, startChild } from './start-child.ts';

const program = fileURLToPath(new URL('./bare-koa.ts', import.meta.url));
const firstPort = 18_180;

/** Runs `bare-koa.ts` beside the work. @param work gets http://127.0.0.1:port */
export async function withBareKoa<T>(
  { root, stores, signal }: BenchContext,
  work: (base: string) => Promise<T>,
): Promise<T> {
  const port = await nextFreePort(firstPort);
  const base = `http://127.0.0.1:${String(port)}`;
  const end = new AbortController();
  const child = await startChild([program, String(port)], {
    cwd: root,
    env: stores.environment,
    signal: AbortSignal.any([signal, end.signal]),
  });
  try {
    await answers(`${base}/a/b/c/d/?course_run_ids=e`, { signal, child });
    return await work(base);
  } finally {
    end.abort(new Error('over'));
    await child.ended.catch(() => undefined);
  }
}
