import { readFileSync } from 'node:fs';
import { round } from './statistics.ts';

const everyMs = 200;

/** The most memory that a process has had at once so far, MB; null where the system has no /proc, or the process is gone. */
export function readPeakMemory(pid: number): number | null {
  try {
    return parsePeakMemory(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return null;
  }
}

/** `VmHWM` of /proc/PID/status, in MB of 1,048,576 bytes. */
export function parsePeakMemory(status: string): number | null {
  const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : round(Number(kilobytes) / 1024);
}

/** Watches a process that may end at any time. `stop` gives the last reading. */
export function watchPeakMemory(pid: number): { stop: () => number | null } {
  let peak = readPeakMemory(pid);
  const timer = setInterval(() => {
    peak = readPeakMemory(pid) ?? peak;
  }, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}
