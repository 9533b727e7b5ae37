/** Days and weeks as they are counted: UTC, `YYYY-MM-DD`, weeks by their Monday. */

export const dayMilliseconds = 86_400_000;

export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The Monday of the week that an instant is in. */
export function weekOf(instant: number): string {
  const sinceMonday = (new Date(instant).getUTCDay() + 6) % 7;
  return dayOf(instant - sinceMonday * dayMilliseconds);
}

/** The first instant of a day, ms since the epoch; NaN for a day that there is not. */
export function startOf(day: string): number {
  const start = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : NaN;
  // Some dates that are none are read as those after them.
  return Number.isFinite(start) && dayOf(start) === day ? start : NaN;
}
