import { AT_THE_START, ENDED, isAnnounced, judged, laterOf } from './world.ts';
import type { Form, Outcome, Progress, Value, Weakness, World, WriterStep } from './world.ts';

const readLate: Weakness = 'members are read after items are percolated again';

const readEarly: Weakness = 'which filters are announced is read before registrations are counted';

/** What is done in any order, once it is known how many registrations there are. */
export const BESIDE = ['write document', 'percolate'] as const;

/**
 * An item changes: store the row, write its document, see which filters are announced, percolate it, write the difference; or the two in the middle beside each other. Where a filter was registered or announced since before it was percolated: read its members, percolate it again,
 * write the difference. Or it is percolated before the row is stored, the difference is written with the row, and the document after that: then it is looked at again where a filter was registered
 * or announced until the document was written. One that is decided, and in which filters see nothing new, gets another document, and nothing else. Sending such a one again stands for the worker who finds it unindexed.
 */
export const itemSteps: Readonly<Record<string, WriterStep>> = {
  store: (world, progress, sent, weakness) => {
    const { orders = 'any' } = sent;
    const what = 'count registrations, to percolate ahead';
    const at = 'read announced, to percolate ahead';
    const ahead = { progress: { ...count(world, progress, weakness), at }, what };
    const [inOrder, beside = inOrder] = store(world, progress, sent, weakness);
    return { any: [inOrder, beside, ahead], 'at once': [ahead], beside: [beside], 'in order': [inOrder] }[orders];
  },

  'read announced, to percolate ahead': (world, progress, _sent, weakness) => ({
    progress: { ...readAnnounced(world, progress, weakness), at: 'percolate ahead' },
  }),

  'percolate ahead': (world, progress, sent, weakness) => ({
    progress: { ...percolate(world, progress, sent, weakness), at: 'store what is percolated' },
  }),

  'store what is percolated': (world, progress, sent, weakness) => {
    const [unchanged, stored] = store(world, { ...AT_THE_START, at: progress.at }, sent, weakness);
    if (stored === undefined) {
      return unchanged;
    }
    const { hit, other, registrations } = progress;
    const known = { ...stored.progress, hit, other, registrations };
    return decideAtOnce({ ...world, ...stored.world }, known, weakness) ?? stored;
  },

  'write document': (world, progress, sent) => {
    const done = write(world, progress, sent);
    return { ...done, progress: { ...done.progress, at: 'count registrations, the document written' } };
  },

  'count registrations, the document written': (world, progress, _sent, weakness) => ({
    progress: { ...count(world, progress, weakness), at: 'read announced' },
  }),

  'read announced': (world, progress, _sent, weakness) => ({
    progress: { ...readAnnounced(world, progress, weakness), at: 'percolate' },
  }),

  'write another document': ({ document }, progress, { value, form }) => ({
    world: { document: laterOf(document, { value, form, revision: progress.revision, ticket: progress.ticket }) },
    progress: { ...progress, at: 'mark indexed' },
  }),

  'mark indexed': ({ item, registrations }, progress, _sent, weakness) => {
    const isOvertaken = item.counted > 0 && item.counted !== registrations;
    if (isOvertaken && weakness !== 'registrations that come until the document is written are not noticed') {
      const { revision, ticket } = progress;
      return { progress: { ...AT_THE_START, at: 'read members', revision, ticket } };
    }
    const isLast =
      item.ticket === progress.ticket || weakness === 'whoever wrote any document has written the last one';
    return { world: isLast ? { item: { ...item, unindexed: false, counted: 0 } } : {}, progress: ENDED };
  },

  percolate: (world, progress, sent, weakness) => ({
    progress: { ...percolate(world, progress, sent, weakness), at: 'decide' },
  }),

  'read members': (world, progress, _sent, weakness) => ({
    progress: { ...readMembers(world, progress), at: weakness === readLate ? 'decide' : 'read announced again' },
  }),

  // Nothing is counted at the second look.
  'read announced again': (world, progress, _sent, weakness) => ({
    progress: { ...readAnnounced(world, progress, weakness), at: 'percolate again', registrations: 0 },
  }),

  'percolate again': (world, progress, sent, weakness) => ({
    progress: { ...percolate(world, progress, sent, weakness), at: weakness === readLate ? 'read members' : 'decide' },
  }),

  'count registrations': (world, progress, _sent, weakness) => ({
    progress: { ...count(world, progress, weakness), at: 'read announced, to go on beside' },
  }),

  'read announced, to go on beside': (world, progress, _sent, weakness) => ({
    progress: { ...readAnnounced(world, progress, weakness), at: 'beside', beside: BESIDE },
  }),

  beside: (world, progress, sent, weakness) =>
    progress.beside.map((what) => {
      const done =
        what === 'write document'
          ? write(world, progress, sent)
          : { progress: percolate(world, progress, sent, weakness) };
      const beside = progress.beside.filter((other) => other !== what);
      const at = beside.length > 0 ? 'beside' : 'decide';
      return { ...done, what: `beside: ${what}`, progress: { ...done.progress, at, beside } };
    }),

  decide: (world, sofar, _value, weakness) => {
    if (world.item.revision !== sofar.revision && weakness !== 'the row’s own revision is not compared') {
      return { progress: ENDED }; // a newer write decides
    }
    const isFirstLook = sofar.registrations > 0;
    const isSame =
      sofar.registrations === world.registrations || weakness === 'registrations that come meanwhile are not noticed';
    if (isFirstLook && !isSame) {
      const at = weakness === readLate ? 'read announced again' : 'read members';
      return { progress: { ...AT_THE_START, at, revision: sofar.revision } };
    }
    const progress = isFirstLook ? readMembers(world, sofar) : sofar;
    const isCurrent =
      world.filter.revision === progress.other || weakness === 'the other side’s revision is not compared';
    const member = judged(world, progress, isCurrent, weakness);
    if (weakness === 'the rows are not locked') {
      // What was judged is written later, whatever has happened in between.
      return { progress: { ...progress, at: 'write', member } };
    }
    const item = { ...world.item, decided: progress.revision, counted: 0 };
    return { world: { member, item }, progress: afterDecision(progress) };
  },

  write: ({ item }, progress) => ({
    world: { member: progress.member, item: { ...item, decided: progress.revision, counted: 0 } },
    progress: afterDecision(progress),
  }),
};

/** Where it was decided once more, its document has yet to be marked as written. */
function afterDecision({ revision, ticket }: Progress): Progress {
  return ticket === 0 ? ENDED : { ...AT_THE_START, at: 'mark indexed', revision, ticket };
}

/** @returns nothing where a filter came into force since it was percolated */
function decideAtOnce(world: World, sofar: Progress, weakness: Weakness | undefined): Outcome | undefined {
  const isSame =
    sofar.registrations === world.registrations || weakness === 'registrations that come meanwhile are not noticed';
  if (!isSame) {
    return undefined;
  }
  const { revision, ticket, registrations, other } = readMembers(world, sofar);
  const isCurrent = world.filter.revision === other || weakness === 'the other side’s revision is not compared';
  const member = judged(world, readMembers(world, sofar), isCurrent, weakness);
  const counted = weakness === 'what was counted goes with the writer' ? 0 : registrations;
  return {
    world: { ...world, member, item: { ...world.item, decided: revision, unindexed: true, counted } },
    progress: { ...AT_THE_START, at: 'write another document', revision, ticket },
    what: 'store and decide what is percolated',
  };
}

/** @returns the outcome of storing, to go on in order; and the same to go on beside, where there is to be a new revision */
function store(
  { item }: World,
  progress: Progress,
  { value, form }: { value: Value; form: Form },
  weakness: Weakness | undefined,
): [Outcome, Outcome?] {
  const gate = weakness === 'the hash gate compares with what was stored' ? item.revision : item.decided;
  const ticket = item.ticket + 1;
  if (item.value === value && item.revision === gate) {
    if (item.form === form && !item.unindexed) {
      return [{ progress: ENDED }];
    }
    const isRevised = weakness === 'what filters do not see is a new revision, and is not percolated';
    const revision = item.revision + Number(isRevised);
    const taken = weakness === 'a document that only says something else takes no new ticket' ? item.ticket : ticket;
    return [
      {
        world: { item: { ...item, form, revision, decided: revision, ticket: taken, unindexed: true } },
        progress: { ...progress, at: 'write another document', revision, ticket: taken },
      },
    ];
  }
  // Undecided, it is revised for another form too: one revision stands for one form until it is decided.
  const revision = item.value === value && item.form === form ? item.revision : item.revision + 1;
  const world = { item: { ...item, value, form, revision, ticket, unindexed: false } };
  const stored = { ...progress, revision, ticket };
  const inOrder = { world, progress: { ...stored, at: 'write document' } };
  const beside = { world, progress: { ...stored, at: 'count registrations' }, what: 'store, to go on beside' };
  return [inOrder, beside];
}

function write({ document }: World, progress: Progress, { value, form }: { value: Value; form: Form }): Outcome {
  return {
    world: { document: laterOf(document, { value, form, revision: progress.revision, ticket: progress.ticket }) },
    progress: { ...progress, ticket: 0 },
  };
}

/**
 * A member that percolation does not find again tells nothing about the filter's revision. It is known all the same when the filter was
 * registered, and therefore visible, in its present revision before the percolation.
 */
function readMembers({ filter, member }: World, progress: Progress): Progress {
  const isInForce = filter.revision === filter.registered || filter.revision === filter.announced;
  const other = member && isInForce ? filter.revision : 0;
  return progress.hit ? progress : { ...progress, member, other };
}

/** Before it is read which filters are announced. */
function count(world: World, progress: Progress, weakness: Weakness | undefined): Progress {
  return weakness === readEarly ? askable(world, progress) : { ...progress, registrations: world.registrations };
}

function readAnnounced(world: World, progress: Progress, weakness: Weakness | undefined): Progress {
  if (weakness === 'filters that are announced are not asked') {
    return progress;
  }
  return weakness === readEarly ? { ...progress, registrations: world.registrations } : askable(world, progress);
}

function askable(world: World, progress: Progress): Progress {
  const { value, revision } = world.filter;
  return isAnnounced(world) ? { ...progress, announced: { value, revision } } : progress;
}

/** Of a filter that is announced counts what it says itself, unless a later revision is found. */
function percolate(
  { visibleRegistration }: World,
  { announced, ...progress }: Progress,
  { value }: { value: Value },
  weakness: Weakness | undefined,
): Progress {
  const isHit = visibleRegistration.value === value;
  const stands = isHit && weakness === 'what percolation says of an announced filter stands';
  const asked = announced.revision > visibleRegistration.revision && !stands ? announced : visibleRegistration;
  const known = { ...progress, announced: AT_THE_START.announced };
  return asked.value === value ? { ...known, hit: true, member: false, other: asked.revision } : known;
}
