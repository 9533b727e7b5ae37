import { ADDRESS_FIELDS } from './addresses.ts';
import type { StackEnvironment, StackMode } from './environment.ts';

/** How the engines will be run, and why, in words for a person. */
export interface Choice {
  readonly mode: StackMode;
  readonly why: string;
}

/**
 * Decides where the engines come from: addresses in the environment, then containers, then programs of this machine;
 * `STACK` overrides. A checkout stays with what it used before, since its data are there.
 * @param before the mode recorded at the last start
 * @param whyNoContainers asked only when the answer matters, as it takes a second; `undefined` when containers work
 * @throws Error when `STACK` is unknown or asks for what cannot be had
 */
export async function chooseMode(
  environment: Pick<StackEnvironment, 'stack' | 'opensearchUrl' | 'databaseUrl' | 'redisUrl'>,
  before: StackMode | undefined,
  whyNoContainers: () => Promise<string | undefined>,
): Promise<Choice> {
  const missing = ADDRESS_FIELDS.filter(({ field }) => environment[field] === undefined).map(
    ({ variable }) => variable,
  );
  switch (environment.stack) {
    case undefined:
      return missing.length === 0
        ? { mode: 'env', why: 'all three are given' }
        : choosePrograms(before, whyNoContainers);
    case 'env':
      if (missing.length > 0) {
        throw new Error(`STACK=env needs the addresses of all three engines; not given: ${missing.join(', ')}`);
      }
      return { mode: 'env', why: 'STACK=env' };
    case 'compose': {
      const reason = await whyNoContainers();
      if (reason !== undefined) {
        throw new Error(`STACK=compose needs a running container engine with the compose plugin: ${reason}`);
      }
      return { mode: 'compose', why: 'STACK=compose' };
    }
    case 'native':
      return { mode: 'native', why: 'STACK=native' };
    default:
      throw new Error(`STACK=${environment.stack} is none of env, compose, native`);
  }
}

async function choosePrograms(
  before: StackMode | undefined,
  whyNoContainers: () => Promise<string | undefined>,
): Promise<Choice> {
  if (before === 'native') {
    return { mode: 'native', why: 'as before; STACK=compose changes it' };
  }
  const reason = await whyNoContainers();
  if (reason === undefined) {
    return { mode: 'compose', why: before === 'compose' ? 'as before' : 'docker and its compose plugin answer' };
  }
  return { mode: 'native', why: `no containers: ${reason}` };
}
