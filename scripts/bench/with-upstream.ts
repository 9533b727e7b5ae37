import { dirname, join } from 'node:path';
import { nextFreePort } from '../stack/ports.ts';
import type { BenchContext } from './context.ts';
import { answers, startChild } from './start-child.ts';

const firstPort = 18_280;

/** Runs the stand-in for upstream over the corpus, in a process of its own. @param work gets http://127.0.0.1:port */
export async function withUpstream<T>(
  { root, stores, corpus, signal }: BenchContext,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const port = await nextFreePort(firstPort);
  const url = `http://127.0.0.1:${String(port)}`;
  const end = new AbortController();
  const script = join(root, 'scripts/upstream.ts');
  const child = await startChild([script, '--corpus', dirname(corpus.content), '--port', String(port)], {
    cwd: root,
    env: stores.environment,
    signal: AbortSignal.any([signal, end.signal]),
  });
  try {
    await answers(`${url}/stand-in/faults`, { signal, child });
    return await work(url);
  } finally {
    end.abort(new Error('over'));
    await child.ended.catch(() => undefined);
  }
}
