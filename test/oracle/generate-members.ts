import { generateInstant, writeDay, writeInstant } from './generate-dates.ts';
import type { JsonObject } from './json.ts';
import type { Random } from './random.ts';
import {
  KEYWORDS,
  keywordPool,
  NO_VALUES,
  READABLE_NUMBERS,
  UNREADABLE_BOOLEANS,
  UNREADABLE_DATES,
  UNREADABLE_KEYWORDS,
  UNREADABLE_NUMBERS,
} from './vocabulary.ts';

type MemberType = 'keyword' | 'boolean' | 'number' | 'date';

const UNREADABLE: Record<MemberType, readonly unknown[]> = {
  keyword: UNREADABLE_KEYWORDS,
  boolean: UNREADABLE_BOOLEANS,
  number: UNREADABLE_NUMBERS,
  date: UNREADABLE_DATES,
};

const BOOLEANS = `enterprise_subscription_inclusion active hidden published has_enrollable_seats is_enrollable
  is_marketable is_marketable_external`.split(/\s+/);
const NUMBERS = `first_enrollable_paid_seat_price min_effort max_effort weeks_to_complete recent_enrollment_count
  reviews_count avg_course_rating`.split(/\s+/);
const DATES = `start end end_date enrollment_start enrollment_end modified`.split(/\s+/);

/** Of these a document keeps the contract only where they are of the right kind: what cannot be read is a text. */
const KIND_ASKED_FOR = new Set(
  `status course_run_statuses course_type type product_source subjects skills active hidden is_enrollable is_marketable
  is_marketable_external first_enrollable_paid_seat_price start end enrollment_start enrollment_end modified`.split(
    /\s+/,
  ),
);

/** Every plain member that this generator writes, with its type. Members with a structure of their own are not here. */
export const MEMBER_TYPES: ReadonlyMap<string, MemberType> = new Map<string, MemberType>([
  ...Object.keys(KEYWORDS).map((name) => [name, 'keyword'] as const),
  ...BOOLEANS.map((name) => [name, 'boolean'] as const),
  ...NUMBERS.map((name) => [name, 'number'] as const),
  ...DATES.map((name) => [name, 'date'] as const),
]);

/** What a run is judged by: a list of several moments there has no meaning, so these stay single. */
const ALWAYS_SINGLE = new Set(['start', 'end', 'enrollment_end']);

/**
 * Writes the named members into an object, each with a chance of `share`: usually something readable, at times null,
 * blank, of a wrong type, or a list of all that. `now` (milliseconds) is what dates crowd around.
 */
export function writeMembers(
  random: Random,
  into: JsonObject,
  names: Iterable<string>,
  share: number,
  now: number,
): void {
  for (const name of names) {
    if (random.chance(share)) {
      into[name] = generateMember(random, name, now);
    }
  }
}

/** One value for a plain member, as `writeMembers` would write it. */
export function generateMember(random: Random, name: string, now: number): unknown {
  const type = MEMBER_TYPES.get(name) ?? 'keyword';
  const one = (): unknown => generateReadable(random, name, type, now);
  const roll = random.next();
  if (roll < 0.07) {
    return random.pick(NO_VALUES);
  }
  if (roll < 0.11) {
    return unreadable(random, name, type);
  }
  if (roll < 0.3 && !ALWAYS_SINGLE.has(name)) {
    const entries = random.times(random.between(1, 3), one);
    const extra = random.pick([[], [null], [entries[0]], [unreadable(random, name, type)], ['']]);
    return [...entries, ...extra];
  }
  return one();
}

function unreadable(random: Random, name: string, type: MemberType): unknown {
  const values = UNREADABLE[type].filter((value) => !KIND_ASKED_FOR.has(name) || typeof value === 'string');
  return values.length === 0 ? null : random.pick(values);
}

function generateReadable(random: Random, name: string, type: MemberType, now: number): unknown {
  switch (type) {
    case 'keyword': {
      const roll = random.next();
      const kind = roll < 0.002 ? 'long' : roll < 0.12 ? 'tricky' : 'usual';
      return random.pick(keywordPool(name, kind));
    }
    case 'boolean':
      return random.pick([true, true, false, false, 'true', 'True', 'false', 'False']);
    case 'number':
      return random.pick(READABLE_NUMBERS);
    case 'date': {
      const instant = generateInstant(random, now);
      return random.chance(0.15) ? writeDay(instant) : writeInstant(random, instant);
    }
  }
}
