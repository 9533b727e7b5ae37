import { readAll, readInstant } from '../contract/values.ts';

/** The date in a member as ms since the epoch; a date without a time is its first instant. Of a list, the first that can be read. */
export function instantOf(member: unknown): number | undefined {
  return typeof member === 'string' ? readInstant(member)?.from : readAll(member, readInstant)[0]?.from;
}

/** The same date as upstream wrote it. */
export function dateText(member: unknown): string | null {
  const isDate = (value: unknown): string | undefined => (readInstant(value) ? (value as string) : undefined);
  return readAll(member, isDate)[0] ?? null;
}

/** The earlier of two dates as written; null is no date. */
export function earlierDate(one: string | null, other: string | null): string | null {
  if (one === null || other === null) {
    return one ?? other;
  }
  return (instantOf(other) ?? Infinity) < (instantOf(one) ?? Infinity) ? other : one;
}
