import { addressVariables } from './addresses.ts';
import type { Compilation } from './engine.ts';
import { ensureStack } from './ensure-stack.ts';
import { readEnvironment } from './environment.ts';
import { findLayout } from './layout.ts';
import { readService } from './service-record.ts';

/**
 * The environment for `loadConfig`, with running engines in it: those given, or this checkout's own, started when needed. Upstream is the
 * one that is given, or what stands in for it while `npm start` runs.
 * @throws Error with a message for a person
 */
export async function withEngines(
  purpose: string,
  compilation?: Compilation,
): Promise<Record<string, string | undefined>> {
  const stack = await ensureStack({
    purpose,
    ...(compilation === undefined ? {} : { compilation }),
    log: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
  const { variables } = readEnvironment();
  const service = stack.mode === 'env' ? undefined : await readService((await findLayout()).local);
  const upstream = service?.upstreamPort;
  return {
    ...(upstream === undefined ? {} : { UPSTREAM_URL: `http://127.0.0.1:${upstream.toString()}` }),
    ...variables,
    ...addressVariables(stack),
  };
}
