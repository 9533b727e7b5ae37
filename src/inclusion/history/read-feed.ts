import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { readFeedToken, writeFeedToken } from '../../kernel/feed.ts';
import { readDatabaseLineage } from '../decide/start-over.mysql.ts';
import type { ChangesPage, ChangesScope, MembershipChange } from '../port.ts';
import { feedName } from './feed-name.ts';
import { countPairs, membershipFeed, readChangeRows, readPairs, readQueryAt, type ChangeRow } from './feed.mysql.ts';

/** Keys of one page: one change has at most 1,000, and a page at least one change. */
const pairsOfOnePage = 10_000;

/** See `Inclusion.changes` in port.ts. */
export async function readFeed(
  database: Database,
  scope: ChangesScope,
  options: { since: string | undefined; limit: number },
): Promise<ChangesPage> {
  const lineage = await readDatabaseLineage(database);
  // What was committed before this question is in the answer, unless another process is numbering it just now.
  await membershipFeed.number(database);
  const ends = await membershipFeed.readEnds(database);
  const { last, dropped } = ends;
  const feed = feedName(scope);
  const pageAt = (position: number, rest: Omit<ChangesPage, 'next'>): ChangesPage => ({
    ...rest,
    next: writeFeedToken({ lineage, feed, position }),
  });
  if (options.since === 'now') {
    return pageAt(last, { changes: [], more: false });
  }
  const anew = 'the content of the catalogs';
  const after = options.since === undefined ? dropped : readFeedToken(options.since, { lineage, feed, ends, anew });

  const rows = await readRows(database, scope, { after, limit: options.limit });
  const whole = await cutToSize(database, rows);
  const end = whole.at(-1)?.position;
  if (end === undefined) {
    return pageAt(last, { changes: [], more: false });
  }
  const more = whole.length < rows.length || rows.length === options.limit || whole.some(endsPage(scope));
  return pageAt(end, { changes: await present(database, whole), more });
}

/** A catalog's page ends where it gets another query: what follows is of that one. */
function endsPage(scope: ChangesScope): (row: ChangeRow) => boolean {
  return ({ kind }) => scope !== 'all' && 'catalogUuid' in scope && kind === 'catalog';
}

async function readRows(
  database: Database,
  scope: ChangesScope,
  { after, limit }: { after: number; limit: number },
): Promise<ChangeRow[]> {
  if (scope === 'all' || 'enterpriseUuid' in scope) {
    return readChangeRows(database, { scope, queryId: null, after, limit });
  }
  const at = await readQueryAt(database, scope.catalogUuid, after);
  if (at === undefined) {
    throw new NotFoundError('there is no catalog with this uuid');
  }
  const rows = await readChangeRows(database, { scope, queryId: at.queryId, after, limit });
  const end = rows.findIndex(endsPage(scope));
  return end === -1 ? rows : rows.slice(0, end + 1);
}

async function cutToSize(database: Database, rows: readonly ChangeRow[]): Promise<ChangeRow[]> {
  if (rows.length === 0) {
    return [];
  }
  const pairs = await countPairs(
    database,
    rows.map(({ id }) => id),
  );
  let sum = 0;
  const past = rows.findIndex(({ id }, index) => {
    sum += pairs.get(id) ?? 0;
    return index > 0 && sum > pairsOfOnePage;
  });
  return past === -1 ? [...rows] : rows.slice(0, past);
}

async function present(database: Database, rows: readonly ChangeRow[]): Promise<MembershipChange[]> {
  const pairs = Map.groupBy(
    await readPairs(
      database,
      rows.map(({ id }) => id),
    ),
    ({ change_id }) => change_id,
  );
  return rows.map((row) => {
    const of = pairs.get(row.id) ?? [];
    return {
      kind: row.kind,
      cause: row.cause,
      at: row.at,
      queryUuid: row.query_uuid,
      catalogUuid: row.catalog_uuid,
      members: row.members,
      entered: of.filter(({ entered }) => entered === 1).map(({ content_key }) => content_key),
      left: of.filter(({ entered }) => entered === 0).map(({ content_key }) => content_key),
    };
  });
}
