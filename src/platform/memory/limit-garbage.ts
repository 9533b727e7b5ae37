import { setFlagsFromString } from 'node:v8';

/** Percent of what was in use after the last collection. */
const mostGarbage = 100;

/**
 * Has V8 collect what is no longer used when there is as much of it as of what is, instead of three times as much. What is read, formed and
 * written in bulk outlives the young generation and is gone a moment later, so that is where the memory of a poll or an import goes
 * (docs/decisions/0048). For the whole process, from now on.
 */
export function limitGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${String(mostGarbage)}`);
}
