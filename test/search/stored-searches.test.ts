import path from 'node:path';
import { expect } from 'chai';
import { readRequestTemplate } from '../../src/platform/opensearch/request-template.ts';
import { storedSearches } from '../../src/search/reindex/stored-searches.ts';
import { course, listed } from '../support/documents.ts';
import { Asker } from './asker.ts';
import { moment } from './support/moment.ts';

const template = readRequestTemplate(path.resolve(import.meta.dirname, '../../queries'), 'search');

/** All of them are found; those of `titled` have the word in their titles, and come first. */
function lessons(titled: readonly number[]): object[] {
  return Array.from({ length: 20 }, (_, index) =>
    listed(
      course(`Lesson+${String(index)}`, {
        title: titled.includes(index) ? 'Sailing' : 'Something else',
        short_description: 'About sailing.',
      }),
    ),
  );
}
const from = (start: number): number[] => Array.from({ length: 10 }, (_, index) => start + index);

describe('stored searches, before a new index serves', function () {
  this.timeout(60_000);
  let asker: Asker;

  before(async () => {
    asker = await Asker.open(lessons(from(0)));
  });
  after(() => asker.stop());

  it('begin with about the same items, though there are as many', async () => {
    const check = storedSearches(template, [{ name: 'a word', text: 'sailing ' }]);
    const serving = await moment(asker);
    await asker.store(lessons(from(3)));
    expect(await check.run({ serving, candidate: await moment(asker), unlike: [] }), 'seven stay').to.deep.equal([]);
    await asker.store(lessons(from(4)));
    const [difference, ...others] = await check.run({ serving, candidate: await moment(asker), unlike: [] });
    expect(others).to.deep.equal([]);
    expect(difference?.subject).to.equal('a word: first results');
    const keys = (start: number): string[] => from(start).map((index) => `Lesson+${String(index)}`);
    expect(difference?.serving).to.have.members(keys(0));
    expect(difference?.candidate).to.have.members(keys(4));
  });
});
