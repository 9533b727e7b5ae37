import type { Database } from '../../kernel/database.ts';

/** Has the scheduled run come within the hour: programs of a version before may be writing still, and leave out what they do not know. */
export async function hastenScheduledRun(database: Database, hours: number): Promise<void> {
  await database.run(`UPDATE turn SET value = LEAST(value, UNIX_TIMESTAMP() - ?) WHERE name = 'reconcile'`, [
    Math.max(hours - 1, 0) * 3_600,
  ]);
}

/** Takes the scheduled run, when the last was taken `hours` ago. @returns whether this process has it */
export async function takeScheduledRun(database: Database, hours: number): Promise<boolean> {
  if (hours === 0) {
    return false;
  }
  const { affectedRows } = await database.run(
    `UPDATE turn SET value = UNIX_TIMESTAMP() WHERE name = 'reconcile' AND value <= UNIX_TIMESTAMP() - ?`,
    [hours * 3_600],
  );
  return affectedRows > 0;
}
