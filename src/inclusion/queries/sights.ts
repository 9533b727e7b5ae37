import { createHash } from 'node:crypto';
import type { Sight } from '../../replication/port.ts';

/** Runs that a query allows, by their course; sorted, each once. */
export interface AllowedRunsOfCourse {
  course: string;
  runs: string[];
}

/**
 * The items that a query sees otherwise than everybody: courses with the runs that it allows of them, and these runs themselves.
 */
export function sightsOf(allowed: readonly AllowedRunsOfCourse[]): Sight[] {
  const courses = new Set(allowed.map(({ course }) => course));
  const runs = new Set(allowed.flatMap((one) => one.runs).filter((run) => !courses.has(run)));
  return [
    ...allowed.map(({ course, runs: ofCourse }) => ({ contentKey: course, runs: ofCourse })),
    ...[...runs].sort().map((run) => ({ contentKey: run, runs: [run] })),
  ];
}

/** The same of a query as it is stored. @param restrictedRuns the column; null where it allows none */
export function storedSights(restrictedRuns: string | null): Sight[] {
  return restrictedRuns === null ? [] : sightsOf(JSON.parse(restrictedRuns) as AllowedRunsOfCourse[]);
}

/** One word for a sight, the same for all queries that have it. */
export function tokenOf({ contentKey, runs }: Sight): string {
  return createHash('sha256')
    .update(JSON.stringify([contentKey, runs]))
    .digest('base64url');
}
