import type { Queryable } from '../database.ts';
import type { Generations } from './indices.ts';
import { isHalfWay, type TargetRow } from './targets.ts';

/**
 * Whether a process should rebuild an index by itself: one of an older definition serves. A rebuild that was stopped by what it found waits
 * for somebody; one that has begun to swap has passed all that.
 */
export async function isRebuildDue({
  database,
  target,
  indices,
}: {
  database: Queryable;
  target: TargetRow;
  indices: Generations;
}): Promise<'build' | 'resume' | 'no'> {
  const row = await target.readRebuild(database);
  if (row.held === 1) {
    return 'no';
  }
  if (isHalfWay(row) && row.state !== 'building') {
    return 'resume';
  }
  if (row.stopped === 1) {
    return 'no';
  }
  const serving = await indices.serving();
  const isOlder = serving !== undefined && serving.version < indices.version;
  return isOlder ? (isHalfWay(row) ? 'resume' : 'build') : 'no';
}
