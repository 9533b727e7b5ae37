import type { Queryable } from '../../../kernel/database.ts';
import { listEndedFullPolls, readSecondsOfPolling } from './full-polls.mysql.ts';
import { polledKinds, readProgress, type PolledKind } from './progress.ts';

/** Polls for everything that are looked at: one a night, so that a page which fails every night shows for three months. */
const mostPolls = 90;

/** See `Replication.unheardSeconds` in port.ts. A poll that missed a page of one type was given everything of the others. */
export async function readUnheardSeconds(on: Queryable): Promise<Record<string, number>> {
  const polling = await readSecondsOfPolling(on);
  if (polling === null) {
    return {};
  }
  const polls = (await listEndedFullPolls(on, mostPolls)).map(({ progress, seconds }) => ({
    missed: new Set(readProgress(progress).missed.map(({ kind }) => kind)),
    seconds,
  }));
  const since = (kind: PolledKind): number => polls.find(({ missed }) => !missed.has(kind))?.seconds ?? polling;
  // Runs come with their courses.
  return { ...Object.fromEntries(polledKinds.map((kind) => [kind, since(kind)])), courserun: since('course') };
}
