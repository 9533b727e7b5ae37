import { randomBytes } from 'node:crypto';
import type { Queryable } from '../../kernel/database.ts';

/** The salt of a week, made by whoever needs it first: every process has the same. */
export async function readSalt(on: Queryable, week: string): Promise<Buffer> {
  const known = await find(on, week);
  if (known !== undefined) {
    return known;
  }
  await on.run('INSERT IGNORE INTO search_salt (week, salt) VALUES (?, ?)', [week, randomBytes(32)]);
  const made = await find(on, week);
  if (made === undefined) {
    throw new Error(`the salt of the week of ${week} is not there`);
  }
  return made;
}

/** Without its salt nobody is found by the hashes of a week any more. */
export async function dropSalts(on: Queryable, before: string): Promise<void> {
  await on.run('DELETE FROM search_salt WHERE week < ?', [before]);
}

async function find(on: Queryable, week: string): Promise<Buffer | undefined> {
  const [row] = await on.rows<{ salt: Buffer }>('SELECT salt FROM search_salt WHERE week = ?', [week]);
  return row?.salt;
}
