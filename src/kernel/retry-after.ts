/**
 * What a `Retry-After` header asks for (RFC 9110, 10.2.3): seconds, or a date.
 * @param now ms since the epoch
 * @returns milliseconds from now on, at most a day; undefined when it says nothing that can be read
 */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), day);
}

const day = 86_400_000;

/**
 * How long to wait before a request is sent again, milliseconds: it doubles with each try and varies by half, so that many who failed
 * together do not come back together. Whoever said how long to wait is not asked before.
 * @param of.attempt 1 before the second try
 * @param of.asked what `Retry-After` said
 */
export function pauseBeforeTry(of: {
  attempt: number;
  first: number;
  longest: number;
  asked: number | undefined;
}): number {
  const doubled = Math.min(of.first * 2 ** (of.attempt - 1), of.longest);
  return of.asked === undefined ? doubled * (0.5 + Math.random() / 2) : of.asked + Math.random() * of.first;
}
