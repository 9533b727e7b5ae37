import { ENDED, judged, newerOf } from './world.ts';
import type { WriterStep } from './world.ts';

/** An item changes: store the row, write its document, read its members, percolate it, write the difference. */
export const itemSteps: Readonly<Record<string, WriterStep>> = {
  store: ({ item }, progress, value, weakness) => {
    const gate = weakness === 'the hash gate compares with what was stored' ? item.revision : item.decided;
    if (item.value === value && item.revision === gate) {
      return { progress: ENDED };
    }
    const revision = item.value === value ? item.revision : item.revision + 1;
    return { world: { item: { ...item, value, revision } }, progress: { ...progress, at: 'write document', revision } };
  },

  'write document': ({ document }, progress, value) => ({
    world: { document: newerOf(document, { value, revision: progress.revision }) },
    progress: { ...progress, at: 'read members' },
  }),

  // A member that percolation does not find again tells nothing about the filter's revision. It is known all the same
  // when the filter was registered, and therefore visible, in its present revision before the percolation.
  'read members': ({ filter, member }, progress) => {
    const other = member && filter.revision === filter.registered ? filter.revision : 0;
    return { progress: { ...progress, at: 'percolate', member, other } };
  },

  percolate: ({ visibleRegistration }, progress, value) => {
    const hit = visibleRegistration.value === value;
    const found = { hit, member: false, other: visibleRegistration.revision };
    return { progress: { ...progress, at: 'decide', ...(hit ? found : {}) } };
  },

  decide: (world, progress, _value, weakness) => {
    if (world.item.revision !== progress.revision && weakness !== 'the row’s own revision is not compared') {
      return { progress: ENDED }; // a newer write decides
    }
    const isCurrent =
      world.filter.revision === progress.other || weakness === 'the other side’s revision is not compared';
    const member = judged(world, progress, isCurrent, weakness);
    if (weakness === 'the rows are not locked') {
      // What was judged is written later, whatever has happened in between.
      return { progress: { ...progress, at: 'write', member } };
    }
    const item = { ...world.item, decided: progress.revision };
    return { world: { member, item }, progress: ENDED };
  },

  write: ({ item }, progress) => ({
    world: { member: progress.member, item: { ...item, decided: progress.revision } },
    progress: ENDED,
  }),
};
