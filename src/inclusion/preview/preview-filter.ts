import type { ContentIndex } from '../../content-index/port.ts';
import type { Database } from '../../kernel/database.ts';
import { readMemberIds } from '../decide/query-rows.mysql.ts';
import type { FilterPreview, WrittenFilter } from '../port.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { readFilter } from '../queries/read-filter.ts';
import { findQueryOfHash, sortByType } from './preview-rows.mysql.ts';

/** Ids shown of each list. */
const sampled = 10;

/**
 * See `Inclusion.previewFilter` in port.ts. Evaluated as a decision is: on one point in time, after every acknowledged write is visible.
 */
export async function previewFilter(
  {
    database,
    contentIndex,
    now,
  }: { database: Database; contentIndex: ContentIndex; now: (databaseNow: Date) => number },
  written: WrittenFilter,
  comparedWith: number | undefined,
): Promise<FilterPreview> {
  const filter = readFilter(written, now(await readDatabaseClock(database)));
  const matched = await evaluate(contentIndex, JSON.parse(filter.compiled) as object);
  const members = comparedWith === undefined ? undefined : await readMemberIds(database, comparedWith);
  return {
    matched: matched.size,
    byType: await sortByType(database, [...matched]),
    sample: firstOf(matched),
    hash: filter.hash,
    known: await findQueryOfHash(database, filter.hash),
    corrections: filter.corrections,
    ...(members === undefined ? {} : { compared: compare(matched, new Set(members)) }),
  };
}

async function evaluate(contentIndex: ContentIndex, compiled: object): Promise<Set<number>> {
  await contentIndex.refresh();
  const snapshot = await contentIndex.snapshot();
  try {
    return new Set((await snapshot.matching(compiled)).keys());
  } finally {
    await snapshot.close();
  }
}

function compare(matched: ReadonlySet<number>, members: ReadonlySet<number>): NonNullable<FilterPreview['compared']> {
  const entering = [...matched].filter((id) => !members.has(id));
  const leaving = [...members].filter((id) => !matched.has(id));
  return {
    members: members.size,
    entering: { count: entering.length, sample: firstOf(entering) },
    leaving: { count: leaving.length, sample: firstOf(leaving) },
  };
}

/** By id, so that the same filter shows the same items. */
function firstOf(ids: Iterable<number>): number[] {
  return [...ids].sort((one, other) => one - other).slice(0, sampled);
}
