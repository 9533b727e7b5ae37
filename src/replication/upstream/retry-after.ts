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
