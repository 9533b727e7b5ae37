import { expect } from 'chai';
import { BatchForms } from '../../src/replication/content/batch-forms.ts';
import { formItem, type ItemForm, type RawItem } from '../../src/replication/content/item-form.ts';
import type { RawContent } from '../../src/replication/contract/raw-content.ts';

const hour = 3_600_000;
const options = { now: (databaseNow: Date): number => databaseNow.getTime(), defaultPartner: 'edx' };
const formedAt = (item: RawItem, moment: number): ItemForm => formItem(item, { now: moment, defaultPartner: 'edx' });

/** Forms are made of a moment that is guessed, while the database is asked what time it is. */
describe('forms that are made ahead', () => {
  it('are those of now where nothing but the clock has moved', () => {
    let reads = 0;
    const item = itemUntil(Date.now() + hour, () => (reads += 1));
    const forms = new BatchForms(options);
    forms.makeAhead([item]);
    expect(reads).to.be.greaterThan(0);
    reads = 0;
    const form = forms.of(item, new Date());
    expect(reads).to.equal(0);
    expect(form.write.documentHash).to.deep.equal(formedAt(item, Date.now()).write.documentHash);
  });

  for (const [what, end, now] of [
    ['something ended since', -500, 0],
    ['something ends later by the clock of the database, which is behind', -hour, -2 * hour],
    ['something ended by the clock of the database, which is ahead', hour, 2 * hour],
  ] as const) {
    it(`are made again where ${what}`, () => {
      const began = Date.now();
      const item = itemUntil(began + end);
      const forms = new BatchForms(options);
      forms.makeAhead([item]);
      const form = forms.of(item, new Date(began + now));
      const [wanted, other] = [began + now, began + end + (now > end ? -1 : 1)].map((moment) => formedAt(item, moment));
      expect(form).to.deep.equal(wanted);
      expect(form.write.documentHash).to.not.deep.equal(other?.write.documentHash);
    });
  }
});

/** A run in which learners can enrol until then. @param read whenever its title is read */
function itemUntil(end: number, read: () => void = () => undefined): RawItem {
  const raw: RawContent = {
    content_type: 'courserun',
    key: 'course-v1:A+1+r',
    status: 'published',
    is_enrollable: true,
    is_marketable: true,
    availability: 'Current',
    enrollment_end: new Date(end).toISOString(),
  };
  Object.defineProperty(raw, 'title', {
    enumerable: true,
    get: () => {
      read();
      return 'A run';
    },
  });
  return { contentKey: 'course-v1:A+1+r', raw, text: '', rawHash: Buffer.from('hash'), modified: null };
}
