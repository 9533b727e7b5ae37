import { ENDED, isAnnounced, judged, newerOf } from './world.ts';
import type { Outcome, Progress, Weakness, World, WriterStep } from './world.ts';

/**
 * A filter changes: store the row, register it with the percolator and make that visible, say so in the row, make the
 * content visible, search it, read the members, search those of them that were no hits, write the difference. Or say in the row that it is
 * announced, and register it when the difference is written. Sending one again that is decided stands for the worker who finds it announced.
 */
export const filterSteps: Readonly<Record<string, WriterStep>> = {
  store: (world, progress, { value, ways = 'any' }, weakness) => {
    const { filter } = world;
    const gate = weakness === 'the hash gate compares with what was stored' ? filter.revision : filter.decided;
    if (filter.value === value && filter.revision === gate) {
      return { progress: afterDecision(world, weakness) };
    }
    const revision = filter.value === value ? filter.revision : filter.revision + 1;
    const stored = { filter: { ...filter, value, revision } };
    const first: Outcome = { world: stored, progress: { ...progress, at: 'register', revision } };
    const announce = { world: stored, progress: { ...progress, at: 'announce', revision }, what: 'store, to announce' };
    return { any: [first, announce], registered: [first], announced: [announce] }[ways];
  },

  announce: ({ filter, registrations }, progress, _sent, weakness) => {
    const isNewest = filter.revision === progress.revision;
    const counted = registrations + Number(weakness !== 'that a filter is announced is not counted');
    return {
      world: isNewest ? { filter: { ...filter, announced: progress.revision }, registrations: counted } : {},
      progress: isNewest ? { ...progress, at: 'refresh content' } : ENDED,
    };
  },

  // Whichever is announced by then, as its row has it.
  'read what is announced': (world) => ({
    progress: isAnnounced(world) ? { ...ENDED, at: 'register what is decided', ...asAnnounced(world) } : ENDED,
  }),

  'register what is decided': ({ registration }, progress) => ({
    world: { registration: newerOf(registration, progress.announced) },
    progress: { ...progress, at: 'refresh percolator, for what is decided' },
  }),

  'refresh percolator, for what is decided': ({ registration }, progress, _sent, weakness) => ({
    world: weakness === 'the percolator is not refreshed' ? {} : { visibleRegistration: registration },
    progress: { ...progress, at: 'mark what is decided' },
  }),

  'mark what is decided': ({ filter, registrations }, progress) => ({
    world:
      filter.revision === progress.announced.revision
        ? { filter: { ...filter, registered: filter.revision }, registrations: registrations + 1 }
        : {},
    progress: ENDED,
  }),

  register: ({ registration }, progress, { value }) => ({
    world: { registration: newerOf(registration, { value, revision: progress.revision }) },
    progress: { ...progress, at: 'refresh percolator' },
  }),

  'refresh percolator': ({ registration }, progress, _value, weakness) => ({
    world: weakness === 'the percolator is not refreshed' ? {} : { visibleRegistration: registration },
    progress: { ...progress, at: 'mark registered' },
  }),

  'mark registered': ({ filter, registrations }, progress, _value, weakness) => {
    const isNewest = filter.revision === progress.revision;
    const marks = isNewest || weakness === 'an older writer may mark its registration';
    return {
      world: marks ? { filter: { ...filter, registered: progress.revision }, registrations: registrations + 1 } : {},
      progress: { ...progress, at: 'refresh content' },
    };
  },

  'refresh content': ({ document }, progress, _value, weakness) => ({
    world: weakness === 'the content index is not refreshed' ? {} : { visibleDocument: document },
    progress: { ...progress, at: 'search' },
  }),

  search: ({ visibleDocument }, progress, { value }) => {
    const hit = visibleDocument.value === value;
    return { progress: { ...progress, at: 'read members', hit, other: hit ? visibleDocument.revision : 0 } };
  },

  // Of what is neither a hit nor a member there is nothing to decide.
  'read members': ({ member }, progress) => {
    const isGone = member && !progress.hit;
    return { progress: { ...progress, at: isGone ? 'search what fails' : 'decide' } };
  },

  // Of members that were not among the hits, those that do not match now, with the revision of now.
  'search what fails': ({ visibleDocument }, progress, { value }, weakness) => {
    const fails = visibleDocument.value !== value || weakness === 'what was no hit is taken to fail later too';
    return { progress: { ...progress, at: 'decide', member: fails, other: fails ? visibleDocument.revision : 0 } };
  },

  decide: (world, progress, _value, weakness) => {
    if (world.filter.revision !== progress.revision && weakness !== 'the row’s own revision is not compared') {
      return { progress: ENDED }; // a newer write decides
    }
    const isCurrent =
      world.item.revision === progress.other || weakness === 'the other side’s revision is not compared';
    const member = judged(world, progress, isCurrent, weakness);
    if (weakness === 'the rows are not locked') {
      return { progress: { ...progress, at: 'write', member } };
    }
    const filter = { ...world.filter, decided: progress.revision };
    return { world: { member, filter }, progress: afterDecision({ ...world, filter }, weakness) };
  },

  write: ({ filter }, progress) => ({
    world: { member: progress.member, filter: { ...filter, decided: progress.revision } },
    progress: ENDED,
  }),
};

function afterDecision(world: World, weakness: Weakness | undefined): Progress {
  const isLeft = isAnnounced(world) && weakness !== 'a filter that is announced is never registered';
  return isLeft ? { ...ENDED, at: 'read what is announced' } : ENDED;
}

function asAnnounced({ filter: { value, revision } }: World): Pick<Progress, 'announced'> {
  return { announced: { value, revision } };
}
