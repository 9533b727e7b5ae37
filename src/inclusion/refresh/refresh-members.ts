import type { Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { RefreshJob, Replication } from '../../replication/port.ts';
import type { CatalogContext, MembersRefresh } from '../port.ts';
import { readMemberKeys, readNetChanges } from './refresh-members.mysql.ts';

interface RefreshDeps {
  database: Database;
  replication: Pick<Replication, 'refreshContent' | 'readRefresh'>;
}

/** See `Inclusion.refreshMembers`. */
export async function refreshMembers(
  { database, replication }: RefreshDeps,
  { queryId }: CatalogContext,
  author: Author,
): Promise<RefreshJob> {
  return replication.refreshContent(await readMemberKeys(database, queryId), {
    source: 'refresh_metadata',
    author,
    subject: subjectOf(queryId),
  });
}

/** See `Inclusion.readMembersRefresh`. */
export async function readMembersRefresh(
  { database, replication }: RefreshDeps,
  { queryId }: CatalogContext,
  uuid: string,
): Promise<MembersRefresh> {
  const job = await replication.readRefresh(uuid);
  if (job === undefined || job.subject !== subjectOf(queryId)) {
    throw new NotFoundError('this catalog has no such job');
  }
  const until = job.finishedAt ?? new Date(Date.now() + aDay);
  return { ...job, ...(await readNetChanges(database, queryId, { from: job.createdAt, until })) };
}

/** Of a job that is running the changes up to now: later than by any clock. */
const aDay = 86_400_000;

function subjectOf(queryId: number): string {
  return `query:${String(queryId)}`;
}
