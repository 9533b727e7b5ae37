import type { Random } from './random.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** An instant (milliseconds) worth trying: on or just beside a boundary of `now`, years away, or before 1970. */
export function generateInstant(random: Random, now: number): number {
  const midnight = Math.floor(now / DAY) * DAY;
  const boundary = random.pick([now, now + 60 * DAY, midnight, midnight + DAY]);
  const nearby = boundary + random.pick([0, -1, 1, -1000, 1000, -MINUTE]);
  const thisYear = now + random.between(-400, 400) * DAY + random.between(0, DAY - 1);
  const wholeDay = midnight + random.between(-200, 200) * DAY;
  const farOff = random.pick([
    0,
    -1,
    1,
    Date.UTC(1969, 11, 31, 23, 59, 59, 999),
    Date.UTC(1583, 0, 1),
    Date.UTC(9998, 0),
  ]);
  return random.pick([nearby, nearby, thisYear, thisYear, wholeDay, farOff]);
}

/** One of the ways to write an instant so that exactly this instant is read back. */
export function writeInstant(random: Random, instant: number): string {
  const offset = random.pick([0, 0, 0, 330, -480, 840]);
  const local = new Date(instant + offset * MINUTE).toISOString().slice(0, -1);
  const [day = '', time = ''] = local.split('T');
  const shortest = instant % MINUTE === 0 ? time.slice(0, 5) : instant % 1000 === 0 ? time.slice(0, 8) : time;
  const clock = random.pick([shortest, shortest, time, `${time}000`, `${time}999`]);
  const zone = offset === 0 ? random.pick(['Z', 'Z', '', '+00:00', '-00:00']) : writeOffset(offset);
  return `${day}${random.pick(['T', 'T', ' '])}${clock}${zone}`;
}

/** The UTC day of an instant, as a date without a time. */
export function writeDay(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function writeOffset(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const UNITS = { h: 3_600_000, d: DAY, w: 7 * DAY, M: 30.44 * DAY, y: 365.25 * DAY } as const;

/** A moment relative to `now` (milliseconds), mostly near one of the instants that are held. */
export function generateRelative(random: Random, held: readonly unknown[], now: number): string {
  const unit = random.pick(['h', 'd', 'w', 'M', 'y'] as const);
  const distance = held.length > 0 ? Number(random.pick(held)) - now : random.between(-400, 400) * DAY;
  const amount = Math.round(distance / UNITS[unit]) + random.pick([0, 0, 1, -1]);
  const written = Math.min(Math.max(amount, -99_999), 99_999);
  return written === 0 ? random.pick(['now', `now+0${unit}`]) : `now${written > 0 ? '+' : ''}${String(written)}${unit}`;
}
