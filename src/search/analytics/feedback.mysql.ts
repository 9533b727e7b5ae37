import type { Queryable, Tx } from '../../kernel/database.ts';
import type { FeedbackKind } from './models.ts';

/** What is needed of a search to judge what is told of it. */
export interface ToldSearch {
  id: number;
  query_id: Buffer;
  at: Date;
  customer: string;
  shown: Buffer;
  last_position: number;
}

/** What is told of one result. */
export interface FeedbackRow {
  eventId: number;
  kind: FeedbackKind;
  object: string;
  position: number | null;
  at: Date;
}

export function readSearches(on: Queryable, queryIds: readonly Buffer[]): Promise<ToldSearch[]> {
  return on.rows<ToldSearch>(
    'SELECT id, query_id, at, customer, shown, last_position FROM search_event WHERE query_id IN (?)',
    [queryIds],
  );
}

/**
 * Stores what is told of some searches and counts it in them. What is there already stays: each result is clicked once, and converted once.
 * Searches that were dropped meanwhile are passed over.
 * @param dueAt when the rollups are to look at these searches
 */
export async function writeFeedback(tx: Tx, rows: readonly FeedbackRow[], dueAt: Date): Promise<void> {
  const wanted = [...new Set(rows.map(({ eventId }) => eventId))].sort((one, other) => one - other);
  const locked = await tx.rows<{ id: number }>('SELECT id FROM search_event WHERE id IN (?) ORDER BY id FOR UPDATE', [
    wanted,
  ]);
  const ids = locked.map(({ id }) => id);
  const there = new Set(ids);
  const kept = rows.filter(({ eventId }) => there.has(eventId));
  if (kept.length === 0) {
    return;
  }
  await tx.run('INSERT IGNORE INTO search_feedback (event_id, kind, object, position, at) VALUES ?', [
    kept.map(({ eventId, kind, object, position, at }) => [eventId, kind, object, position, at]),
  ]);
  await tx.run(
    `UPDATE search_event e JOIN (
       SELECT event_id, SUM(kind = 'click') AS clicks, COALESCE(SUM(IF(kind = 'click', position, 0)), 0) AS positions,
         SUM(kind = 'conversion') AS conversions
       FROM search_feedback WHERE event_id IN (?) GROUP BY event_id
     ) f ON f.event_id = e.id
     SET e.clicks = f.clicks, e.positions = f.positions, e.conversions = f.conversions, e.due_at = ?`,
    [ids, dueAt],
  );
}
