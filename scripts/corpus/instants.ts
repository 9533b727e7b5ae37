/** Instants are milliseconds since 1970 in UTC; the corpus never asks the clock what time it is. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** `2026-04-06T08:00:00Z`, as upstream writes the dates of runs. */
export function isoSeconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** isoSeconds, or null where there is no date. */
export function isoOrNull(instant: number | null): string | null {
  return instant === null ? null : isoSeconds(instant);
}

/** `2025-10-11T09:30:00.120000Z`, as upstream writes times of modification. */
export function isoMicroseconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 23)}000Z`;
}

/** `2026-04-06` */
export function isoDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
