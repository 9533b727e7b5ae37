import { pow } from './arithmetic.ts';
import type { RandomStream } from './random.ts';

export interface Enrollments {
  /** Since the beginning. */
  total: number;
  /** In the last six months. */
  recent: number;
}

export interface Reviews {
  count: number;
  /** From 1 to 5, two decimals. */
  average: number;
}

/** Enrollments of one of a course's runs: a power law over the rank of the course (0 is the most popular), with noise. */
export function drawEnrollments(rank: number, runs: number, stream: RandomStream): Enrollments {
  const expected = (400_000 * pow(rank + 8, -0.8)) / runs;
  const total = Math.round(15 + expected * stream.logNormal(1, 0.5));
  return { total, recent: Math.round(total * stream.unit() * 0.1) };
}

/** Reviews of a course with so many enrollments; undefined for the third that has none. */
export function drawReviews(enrollments: number, stream: RandomStream): Reviews | undefined {
  if (stream.chance(0.3)) {
    return undefined;
  }
  const count = 1 + Math.floor(enrollments * 0.01 * stream.unit());
  const average = Math.min(5, Math.max(1, 4.45 + 0.35 * stream.normal()));
  return { count, average: Math.round(average * 100) / 100 };
}
