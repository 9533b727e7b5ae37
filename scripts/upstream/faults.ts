/** What can go wrong, and what it is a share of. */
export const faultKinds = {
  errors: 'requests answered 500',
  html: 'requests answered with a page of HTML, 200 or 502 by turns',
  slow: 'requests answered after --slow-milliseconds',
  silent: 'requests that are never answered',
  truncated: 'requests whose JSON ends in the middle',
  throttled: 'requests answered 429 with Retry-After',
  expired: 'requests before which all tokens end',
  duplicate: 'pages after the first that are the page before once more',
  shifting: 'pages after the first before which the first item of the list goes to its end',
  changing: 'pages before which an item gets another title',
  vanishing: 'pages before which an item is removed',
  wrong_types: 'documents in which a list is a text, or another member of a wrong kind, by turns',
  missing_fields: 'documents without their key',
} as const;

export type FaultKind = keyof typeof faultKinds;

/** A share of what happens, 0 to 1; or the next so many times. */
export type FaultSetting = number | { times: number };
export type FaultSettings = Partial<Record<FaultKind, FaultSetting>>;

/** Which faults are switched on, and how often each has happened. */
export class Faults {
  #settings: FaultSettings = {};
  readonly #happened = new Map<FaultKind, number>();
  readonly #random: () => number;

  /** @param random 0 ≤ x < 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** These are on, all others off. @throws Error that names what cannot be understood */
  set(settings: FaultSettings): void {
    for (const [kind, setting] of Object.entries(settings)) {
      if (!(kind in faultKinds)) {
        throw new Error(`no such fault: ${kind}; there are ${Object.keys(faultKinds).join(', ')}`);
      }
      const value = typeof setting === 'number' ? setting : setting.times;
      if (typeof value !== 'number' || !(value >= 0) || (typeof setting === 'number' && value > 1)) {
        throw new Error(`${kind} is a share from 0 to 1, or {"times": N}`);
      }
    }
    this.#settings = structuredClone(settings);
  }

  /** Whether it happens now; it counts as having happened. */
  strike(kind: FaultKind): boolean {
    const setting = this.#settings[kind] ?? 0;
    if (typeof setting === 'number') {
      if (setting === 0 || this.#random() >= setting) {
        return false;
      }
    } else if (setting.times <= 0) {
      return false;
    } else {
      setting.times -= 1;
    }
    this.#happened.set(kind, (this.#happened.get(kind) ?? 0) + 1);
    return true;
  }

  /** A whole number below `limit`. */
  pick(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  report(): { settings: FaultSettings; happened: Record<string, number> } {
    return { settings: this.#settings, happened: Object.fromEntries(this.#happened) };
  }
}
