import { addressVariables } from './addresses.ts';
import { ensureStack } from './ensure-stack.ts';
import { readEnvironment } from './environment.ts';

/**
 * The environment for `loadConfig`, with running engines in it: those given, or this checkout's own, started when needed.
 * @throws Error with a message for a person
 */
export async function withEngines(purpose: string): Promise<Record<string, string | undefined>> {
  const stack = await ensureStack({
    purpose,
    log: (line) => {
      process.stderr.write(`${line}\n`);
    },
  });
  return { ...readEnvironment().variables, ...addressVariables(stack) };
}
