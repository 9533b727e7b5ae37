import type { RandomStream } from '../corpus/random.ts';
import type { Judge } from './judge.ts';

export type RawCourse = Record<string, unknown>;

/** What is changed, in turn: each of them moves a course between filters. */
const kinds = ['level_type', 'organization', 'price'] as const;
export type ChangeKind = (typeof kinds)[number];

const levels = ['Introductory', 'Intermediate', 'Advanced'];
const attempts = 12;

/** A word that no text holds and no analyzer shortens: `q`, the number in letters, `z`. */
export function uniqueWord(number: number): string {
  const letters = Array.from(String(number), (digit) => 'bcdfghjklm'.charAt(Number(digit)));
  return `q${letters.join('')}z`;
}

/** A copy of a raw course with a new word in its title and one change that filters ask about. Pure. */
export function changeCourse(
  course: RawCourse,
  change: { kind: ChangeKind; word: string; donor: RawCourse; stream: RandomStream },
): RawCourse {
  const { kind, word, donor, stream } = change;
  const title = `${typeof course['title'] === 'string' ? course['title'] : ''} ${word}`;
  switch (kind) {
    case 'level_type':
      return { ...course, title, level_type: stream.pick(levels.filter((level) => level !== course['level_type'])) };
    case 'organization':
      return { ...course, title, owners: donor['owners'], organizations: donor['organizations'] };
    case 'price':
      return { ...course, title, first_enrollable_paid_seat_price: stream.whole(1, 60) * 50 };
  }
}

/**
 * The next change of a course, of the kinds in turn, by which its memberships really change; when a dozen tries find none
 * (no filter asks about such a course), whichever came last.
 * @param number counts the changes; gives the word and the first kind
 */
export function chooseChange(
  course: RawCourse,
  choice: { number: number; donors: readonly RawCourse[]; judge: Judge; now: number; stream: RandomStream },
): { document: RawCourse; word: string } {
  const { number, donors, judge, now, stream } = choice;
  const word = uniqueWord(number);
  const before = judge.membershipsOf(course, now).join();
  let document = course;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const kind = kinds[(number + attempt) % kinds.length] ?? 'price';
    document = changeCourse(course, { kind, word, donor: stream.pick(donors), stream });
    if (judge.membershipsOf(document, now).join() !== before) {
      break;
    }
  }
  return { document, word };
}
