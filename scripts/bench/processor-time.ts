import { readFileSync } from 'node:fs';
import { round } from './statistics.ts';

const everyMs = 100;
/** Of `/proc`: the kernel's USER_HZ, 100 on every architecture that Node runs on. */
const ticksOfOneSecond = 100;

/** Processor time that a process has taken so far, seconds; null where the system has no /proc, or the process is gone. */
export function readProcessorTime(pid: number): number | null {
  try {
    return parseProcessorTime(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** `utime` and `stime` of /proc/PID/stat. The name before them may hold blanks and brackets. */
export function parseProcessorTime(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return Number.isInteger(user) && Number.isInteger(system) ? round((user + system) / ticksOfOneSecond) : null;
}

/** Watches a process that may end at any time. `stop` gives the last reading, a tenth of a second old at most. */
export function watchProcessorTime(pid: number): { stop: () => number | null } {
  let seconds = readProcessorTime(pid);
  const timer = setInterval(() => {
    seconds = readProcessorTime(pid) ?? seconds;
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return seconds;
    },
  };
}
