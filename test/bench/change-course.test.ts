import { expect } from 'chai';
import { changeCourse, chooseChange, uniqueWord } from '../../scripts/bench/change-course.ts';
import { Judge } from '../../scripts/bench/judge.ts';
import { RandomStream } from '../../scripts/corpus/random.ts';
import { course } from '../support/documents.ts';

const owners = (key: string): Record<string, unknown> => ({
  owners: [{ key, name: `${key} University` }],
  organizations: [key],
});
const original = course('Org+1', {
  level_type: 'Introductory',
  first_enrollable_paid_seat_price: 25,
  ...owners('Org'),
});
const donor = course('Other+1', owners('Other'));
const now = Date.UTC(2026, 10, 20);

describe('bench: changes of a course', () => {
  const stream = (): RandomStream => new RandomStream(1, 'test');

  it('puts a new word into the title and changes one thing, on a copy', () => {
    const before = JSON.stringify(original);
    const changed = (['level_type', 'organization', 'price'] as const).map((kind) =>
      changeCourse(original, { kind, word: 'qbz', donor, stream: stream() }),
    );
    for (const document of changed) {
      expect(document).to.include({ key: original.key, title: 'About Org+1 qbz' });
    }
    expect(changed.map(({ level_type }) => level_type === 'Introductory')).to.deep.equal([false, true, true]);
    expect(changed.map((document) => document['owners'] === donor['owners'])).to.deep.equal([false, true, false]);
    expect(changed.map((document) => document['first_enrollable_paid_seat_price'] === 25)).to.deep.equal([
      true,
      true,
      false,
    ]);
    expect(JSON.stringify(original)).to.equal(before);
  });

  it('has words that differ and are words', () => {
    const words = Array.from({ length: 2_000 }, (_, number) => uniqueWord(number));
    expect(new Set(words).size).to.equal(2_000);
    expect(words.every((word) => /^[a-z]+$/.test(word))).to.equal(true);
  });

  it('chooses, whichever kind is next, a change by which memberships change', () => {
    const judge = new Judge([{ uuid: 'x', content_filter: { org: 'Other' } }]);
    for (const number of [0, 1, 2]) {
      const { document } = chooseChange(original, { number, donors: [donor], judge, now, stream: stream() });
      expect(judge.membershipsOf(document, now)).to.deep.equal([0]);
    }
  });

  it('still changes a course that no filter asks about', () => {
    const judge = new Judge([{ uuid: 'x', content_filter: { content_type: 'course' } }]);
    const { document, word } = chooseChange(original, { number: 3, donors: [donor], judge, now, stream: stream() });
    expect(document['title']).to.equal(`About Org+1 ${word}`);
  });
});
