const HOUR = 3_600_000;
const LENGTHS: Readonly<Record<string, number>> = { h: HOUR, d: 24 * HOUR, w: 168 * HOUR };
const FORM = /^now(?:([+-]\d{1,5})([hdwMy]))?$/;

/** What `now` is in a filter that is evaluated at a moment: the begin of that minute. Both in milliseconds. */
export function asOfMinute(moment: number): number {
  return moment - (((moment % 60_000) + 60_000) % 60_000);
}

/** The instant of `now`, `now+3d` and the like; undefined for anything else. */
export function readRelative(value: unknown, asOf: number): number | undefined {
  const parts = typeof value === 'string' ? FORM.exec(value) : null;
  if (!parts) {
    return undefined;
  }
  const amount = Number(parts[1] ?? 0);
  const unit = parts[2] ?? 'h';
  const length = LENGTHS[unit];
  return length === undefined ? plusMonths(asOf, unit === 'y' ? amount * 12 : amount) : asOf + amount * length;
}

function plusMonths(instant: number, months: number): number {
  const date = new Date(instant);
  const timeOfDay = instant - midnight(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  // The day before the first of the next month is the last one.
  const last = new Date(midnight(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 0)).getUTCDate();
  return midnight(Math.floor(month / 12), ((month % 12) + 12) % 12, Math.min(date.getUTCDate(), last)) + timeOfDay;
}

function midnight(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month, day);
}
