import type { Database } from '../../kernel/database.ts';
import { isHalfWay, readRebuild } from './index-target.mysql.ts';
import type { PercolatorIndices } from './percolator-indices.opensearch.ts';

/**
 * Whether a process should rebuild by itself: an index of an older definition serves. A rebuild that was stopped by what it found waits
 * for somebody; one that has begun to swap has passed all that.
 */
export async function isRebuildDue({
  database,
  indices,
}: {
  database: Database;
  indices: PercolatorIndices;
}): Promise<'build' | 'resume' | 'no'> {
  const row = await readRebuild(database);
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
