import { randomUUID } from 'node:crypto';
import type { Database } from '../../kernel/database.ts';
import { RefusedError, type Fault } from '../../kernel/errors.ts';
import { isContentKey } from '../contract/identity.ts';
import type { RefreshCause, RefreshJob, RefreshOutcome } from '../port.ts';
import { insertJob, readJob, type RefreshJobRow } from './refresh-job.mysql.ts';
import { countOutcomes, readProblems } from './refresh-item.mysql.ts';

/** Keys of which a job tells what went wrong. */
const problemsTold = 100;

interface JobsDeps {
  database: Database;
  /** Whether there is an upstream to ask. */
  hasUpstream: boolean;
}

/** See `Replication.refreshContent` in port.ts. */
export async function refreshContent(
  { database, hasUpstream }: JobsDeps,
  keys: readonly string[],
  { source, author, subject, outOf }: RefreshCause,
): Promise<RefreshJob> {
  const faults = keys.flatMap((key, index) => (isContentKey(key) ? [] : [faultOf(index)]));
  if (faults.length > 0) {
    throw new RefusedError('not every one of these can be the key of content', { faults });
  }
  const wanted = [...new Set(keys)];
  const uuid = await database.transaction(
    async (tx) => {
      const running = subject === undefined ? undefined : await readJob(tx, { runningSubject: subject });
      if (running !== undefined) {
        return running.uuid;
      }
      const made = randomUUID();
      await insertJob(
        tx,
        {
          uuid: made,
          source,
          subject: subject ?? null,
          author: author.name,
          state: !hasUpstream ? 'failed' : wanted.length === 0 ? 'done' : 'running',
          out_of: outOf ?? wanted.length,
          error: hasUpstream ? null : 'no upstream is configured (UPSTREAM_URL)',
        },
        wanted,
      );
      return made;
    },
    // Two who begin at once: the second finds the first one's.
    { retryDuplicates: true },
  );
  const job = await readRefresh(database, uuid);
  if (job === undefined) {
    throw new Error('a job that was just written is not there');
  }
  return job;
}

/** See `Replication.readRefresh` in port.ts. */
export async function readRefresh(database: Database, uuid: string): Promise<RefreshJob | undefined> {
  const row = await readJob(database, { uuid: uuid.toLowerCase() });
  if (row === undefined) {
    return undefined;
  }
  const counts = row.state === 'running' ? await countOutcomes(database, row.id) : readCounts(row);
  const count = (...outcomes: RefreshOutcome[]): number =>
    outcomes.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);
  return {
    uuid: row.uuid,
    source: row.source,
    subject: row.subject,
    state: row.state,
    requested: row.requested,
    waiting: counts[''] ?? 0,
    fetched: count('changed', 'unchanged', 'older', 'refused'),
    changed: count('changed'),
    older: count('older'),
    missing: count('missing'),
    removed: count('removed'),
    refused: count('refused'),
    failed: count('failed'),
    error: row.error,
    problems: await readProblems(database, row.id, problemsTold),
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}

function faultOf(index: number): Fault {
  return { pointer: `/content_keys/${String(index)}`, code: 'malformed', detail: 'no item can have this key' };
}

function readCounts({ counts }: RefreshJobRow): Record<string, number> {
  return JSON.parse(counts) as Record<string, number>;
}
