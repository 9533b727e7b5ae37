import type { Tx } from '../../kernel/database.ts';
import { typingMilliseconds } from './settling.ts';

/** A search that the rollups do not have as it is now. */
export interface DueSearch {
  id: number;
  at: Date;
  customer: string;
  locale: string;
  text: string;
  results: number;
  relaxed: string | null;
  searcher: Buffer | null;
  tracked: number;
  clicks: number;
  positions: number;
  conversions: number;
  told_search: number;
  told_clicks: number;
  told_positions: number;
  told_conversions: number;
}

/** Takes the turn until the transaction ends; one process at a time has it. */
export async function takeTurn(tx: Tx, name: string): Promise<{ value: number } | undefined> {
  const [turn] = await tx.rows<{ value: number }>('SELECT value FROM turn WHERE name = ? FOR UPDATE SKIP LOCKED', [
    name,
  ]);
  return turn;
}

/** The same, waiting for whoever has it. */
export async function holdTurn(tx: Tx, name: string): Promise<void> {
  await tx.rows('SELECT value FROM turn WHERE name = ? FOR UPDATE', [name]);
}

/** The searches that are due longest. What somebody is telling clicks of is left for the next time. */
export function lockDueSearches(tx: Tx, now: Date, limit: number): Promise<DueSearch[]> {
  return tx.rows<DueSearch>(
    `SELECT id, at, customer, locale, text, results, relaxed, searcher, tracked, clicks, positions, conversions, told_search, told_clicks,
       told_positions, told_conversions
     FROM search_event WHERE due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED`,
    [now, limit],
  );
}

/** That `later` goes on from `earlier`: soon after it, by the same searcher, where one text begins with the other. */
const goesOn = `later.searcher = earlier.searcher AND later.locale = earlier.locale
  AND later.at >= earlier.at AND later.at <= earlier.at + INTERVAL ${String(typingMilliseconds * 1_000)} MICROSECOND
  AND (later.at > earlier.at OR later.id > earlier.id)
  AND (earlier.text = '') = (later.text = '')
  AND (LEFT(later.text, CHAR_LENGTH(earlier.text)) = earlier.text OR LEFT(earlier.text, CHAR_LENGTH(later.text)) = later.text)`;

/** Those of these searches that go on in another one. */
export async function findContinued(tx: Tx, ids: readonly number[]): Promise<Set<number>> {
  const rows = await tx.rows<{ id: number }>(
    `SELECT DISTINCT earlier.id FROM search_event earlier JOIN search_event later ON ${goesOn} WHERE earlier.id IN (?)`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Searches that are counted, and turn out to go on in one of these, which came late: they are looked at again. */
export async function reviseContinued(tx: Tx, ids: readonly number[], now: Date): Promise<void> {
  const rows = await tx.rows<{ id: number }>(
    `SELECT DISTINCT earlier.id FROM search_event later JOIN search_event earlier ON ${goesOn}
     WHERE later.id IN (?) AND earlier.told_search = 1 AND earlier.clicks = 0 AND earlier.conversions = 0`,
    [ids],
  );
  if (rows.length > 0) {
    await tx.run('UPDATE search_event SET due_at = ? WHERE id IN (?)', [now, rows.map(({ id }) => id)]);
  }
}

/** Notes that the rollups have these searches as they are. @param counted those that are counted as searches */
export async function markTold(tx: Tx, ids: readonly number[], counted: readonly number[]): Promise<void> {
  await tx.run(
    `UPDATE search_event SET told_search = IF(id IN (?), 1, 0), told_clicks = clicks, told_positions = positions,
       told_conversions = conversions, due_at = NULL WHERE id IN (?)`,
    [counted.length === 0 ? [0] : counted, ids],
  );
}

/** A searcher who was seen on a day, or in the week of a Monday. */
export interface Seen {
  day: string;
  what: Buffer;
  searcher: Buffer;
}

/** Notes who was seen. @returns those who were not seen before. To be called by whoever has the turn */
export async function noteSeen(tx: Tx, seen: readonly Seen[]): Promise<Seen[]> {
  if (seen.length === 0) {
    return [];
  }
  const known = await tx.rows<{ place: number }>(
    `SELECT w.place FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, day DATE PATH '$[0]', what CHAR(32) PATH '$[1]',
       searcher CHAR(32) PATH '$[2]')) AS w
     STRAIGHT_JOIN search_seen s ON s.day = w.day AND s.what = UNHEX(w.what) AND s.searcher = UNHEX(w.searcher)`,
    [JSON.stringify(seen.map(({ day, what, searcher }) => [day, what.toString('hex'), searcher.toString('hex')]))],
  );
  const places = new Set(known.map(({ place }) => place));
  const fresh = seen.filter((_, index) => !places.has(index + 1));
  if (fresh.length > 0) {
    await tx.run('INSERT INTO search_seen (day, what, searcher) VALUES ?', [
      fresh.map(({ day, what, searcher }) => [day, what, searcher]),
    ]);
  }
  return fresh;
}
