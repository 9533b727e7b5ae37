import type { AskedIndex } from '../decide/items-written.ts';
import type { Replication } from '../../replication/port.ts';
import type { Database } from '../../kernel/database.ts';
import { readMemberIds } from '../decide/query-rows.mysql.ts';
import { dropsTooMuch } from '../guard/drops-too-much.ts';
import { measureCost } from './measure-cost.ts';
import type { FilterPreview, WrittenFilter } from '../port.ts';
import { readDatabaseClock } from '../queries/database-clock.mysql.ts';
import { readFilter } from '../queries/read-filter.ts';
import { seeingFilter } from '../queries/registrable.ts';
import { matchingAsSeen } from '../seen/judge-as-seen.ts';
import { compareMembers, sampleOf, withSnapshot } from './evaluate-filter.ts';
import { findQueryOfHash, sortByType } from './preview-rows.mysql.ts';

/** See `Inclusion.previewFilter` in port.ts. */
export async function previewFilter(
  deps: {
    database: Database;
    contentIndex: AskedIndex;
    replication: Pick<Replication, 'seenItems'>;
    now: (databaseNow: Date) => number;
  },
  written: WrittenFilter,
  comparedWith: number | undefined,
): Promise<FilterPreview> {
  const { database, contentIndex } = deps;
  const filter = readFilter(written, deps.now(await readDatabaseClock(database)));
  const seeing = seeingFilter(filter);
  const matched = await withSnapshot(contentIndex, (snapshot) => matchingAsSeen(deps, snapshot, seeing));
  const members = comparedWith === undefined ? undefined : await readMemberIds(database, comparedWith);
  return {
    matched: matched.size,
    byType: await sortByType(database, [...matched]),
    sample: sampleOf(matched),
    hash: filter.hash,
    known: await findQueryOfHash(database, filter.hash),
    corrections: filter.corrections,
    unknown: filter.unknown,
    cost: await measureCost(deps, seeing, matched.size),
    ...(members === undefined ? {} : { compared: compare(matched, new Set(members)) }),
  };
}

function compare(matched: ReadonlySet<number>, members: ReadonlySet<number>): NonNullable<FilterPreview['compared']> {
  const { entering, leaving } = compareMembers(matched, members);
  return {
    members: members.size,
    dropsTooMuch: dropsTooMuch({ members: members.size, leaving: leaving.length }),
    entering: { count: entering.length, sample: sampleOf(entering) },
    leaving: { count: leaving.length, sample: sampleOf(leaving) },
  };
}
