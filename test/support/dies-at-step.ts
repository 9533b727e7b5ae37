/**
 * For `node --import`, before a command: its process kills itself, without warning, when it comes to a step of the protocol for the n-th
 * time. Which one is in DIES_AT, as `rebuild:page-copied 2`.
 */
import { registerHooks } from 'node:module';
import type { Step, StepName } from '../../src/kernel/steps.ts';

/** Where a process is to die, as DIES_AT says it. */
export type DiesAt = `${StepName} ${number}`;

const [name, time] = (process.env['DIES_AT'] ?? '').split(' ');
let times = 0;

/** In place of the steps of production. @public The program imports it, by the hook below. */
export const noSteps: Step = (reached) => {
  times += reached === name ? 1 : 0;
  if (reached !== name || times < Number(time)) {
    return Promise.resolve();
  }
  process.kill(process.pid, 'SIGKILL');
  return new Promise<never>(() => undefined);
};

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.endsWith('/kernel/steps.ts') ? { url: import.meta.url, shortCircuit: true } : next(specifier, context),
});
