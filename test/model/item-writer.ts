import { ENDED, judged, laterOf } from './world.ts';
import type { Weakness, WriterStep } from './world.ts';

const readFirst: Weakness = 'members are read before the document is written';

/**
 * An item changes: store the row, write its document, read its members, percolate it, write the difference. One that is decided, and in which
 * filters see nothing new, gets another document, and nothing else. Sending such a one again stands for the worker who finds it unindexed.
 */
export const itemSteps: Readonly<Record<string, WriterStep>> = {
  store: ({ item }, progress, { value, form }, weakness) => {
    const gate = weakness === 'the hash gate compares with what was stored' ? item.revision : item.decided;
    const ticket = item.ticket + 1;
    if (item.value === value && item.revision === gate) {
      if (item.form === form && !item.unindexed) {
        return { progress: ENDED };
      }
      const isRevised = weakness === 'what filters do not see is a new revision, and is not percolated';
      const revision = item.revision + Number(isRevised);
      const taken = weakness === 'a document that only says something else takes no new ticket' ? item.ticket : ticket;
      return {
        world: { item: { ...item, form, revision, decided: revision, ticket: taken, unindexed: true } },
        progress: { ...progress, at: 'write another document', revision, ticket: taken },
      };
    }
    // Undecided, it is revised for another form too: one revision stands for one form until it is decided.
    const revision = item.value === value && item.form === form ? item.revision : item.revision + 1;
    const at = weakness === readFirst ? 'read members' : 'write document';
    return {
      world: { item: { ...item, value, form, revision, ticket, unindexed: false } },
      progress: { ...progress, at, revision, ticket },
    };
  },

  'write document': ({ document }, progress, { value, form }, weakness) => ({
    world: { document: laterOf(document, { value, form, revision: progress.revision, ticket: progress.ticket }) },
    progress: { ...progress, at: weakness === readFirst ? 'percolate' : 'read members', ticket: 0 },
  }),

  'write another document': ({ document }, progress, { value, form }) => ({
    world: { document: laterOf(document, { value, form, revision: progress.revision, ticket: progress.ticket }) },
    progress: { ...progress, at: 'mark indexed' },
  }),

  'mark indexed': ({ item }, progress, _sent, weakness) => {
    const isLast =
      item.ticket === progress.ticket || weakness === 'whoever wrote any document has written the last one';
    return { world: isLast ? { item: { ...item, unindexed: false } } : {}, progress: ENDED };
  },

  // A member that percolation does not find again tells nothing about the filter's revision. It is known all the same
  // when the filter was registered, and therefore visible, in its present revision before the percolation.
  'read members': ({ filter, member }, progress, _value, weakness) => {
    const other = member && filter.revision === filter.registered ? filter.revision : 0;
    return { progress: { ...progress, at: weakness === readFirst ? 'write document' : 'percolate', member, other } };
  },

  percolate: ({ visibleRegistration }, progress, { value }) => {
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
