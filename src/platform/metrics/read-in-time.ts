import { withDeadline } from '../../kernel/deadline.ts';

/**
 * For values that an engine must be asked for when somebody scrapes: the other metrics must be readable while it is away.
 * However many ask, one reading runs at a time, also when it is overdue: a scrape every few seconds would otherwise pile up
 * requests to an engine that hangs.
 * @param milliseconds how long each asker waits
 * @returns gives what was read, or undefined when that failed or took too long
 */
export function readInTime<T>(read: () => Promise<T>, milliseconds: number): () => Promise<T | undefined> {
  let reading: Promise<T | undefined> | undefined;
  return () => {
    reading ??= read()
      // Which engine is away, and why, is told by whoever needs it.
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      });
    return withDeadline(reading, milliseconds, () => undefined);
  };
}
