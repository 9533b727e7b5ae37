import type { Queryable } from '../../kernel/database.ts';

/** The one clock of all processes: theirs differ, and may be moved. */
export async function readDatabaseClock(on: Queryable): Promise<Date> {
  const [row] = await on.rows<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
  if (row === undefined) {
    throw new Error('the database gave no time');
  }
  return row.now;
}
