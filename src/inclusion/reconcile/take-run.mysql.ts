import type { Database } from '../../kernel/database.ts';

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
