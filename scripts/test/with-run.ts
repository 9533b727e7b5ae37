import type { Addresses } from '../stack/addresses.ts';
import { forgetRun, registerRun } from './runs.ts';
import { dropRun } from './sweep.ts';

/**
 * Does the work of tests that make everything under one name (`PERCOLOG_TEST_RUN`), and drops what they made. The name is
 * registered meanwhile, so that the next run drops it when this one crashes.
 */
export async function withRun<T>(
  { local, stack }: { local: string; stack: Addresses },
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  await registerRun(local, name, stack);
  try {
    return await work();
  } finally {
    await dropRun(name, stack);
    await forgetRun(local, name);
  }
}
