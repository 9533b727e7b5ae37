import type { Machine, Step } from './explore.ts';
import { BESIDE, itemSteps } from './item-writer.ts';
import { filterSteps } from './filter-writer.ts';
import { AT_THE_START } from './world.ts';
import type { Document, Form, Orders, Progress, Value, Version, Ways, Weakness, World, WriterStep } from './world.ts';

/** One write that somebody sends: the item or the filter takes this value. */
export interface Writer {
  side: 'item' | 'filter';
  value: Value;
  /** Of an item: what it says beyond what filters look at; as at the start unless it is said. */
  form?: Form;
}

export interface Scenario {
  /** What the item and the filter are before anything happens; everything about them has been decided. */
  item: Value;
  filter: Value;
  /** Writes that all run at the same time. */
  writers: readonly Writer[];
  /** Whether one writer may die after any of its steps; its write is then sent again. */
  crashes: boolean;
  /** Any by default, which triples the ways of each item's writer. */
  orders?: Orders;
  /** Any by default, which doubles the ways of each filter's writer. */
  ways?: Ways;
  /** What is left out of the protocol; nothing by default. */
  weakness?: Weakness;
}

interface State {
  world: World;
  writers: readonly Progress[];
  crashed: boolean;
}

/** Every step there is, in any order; a state is told apart by the place of a writer's step in this list. */
const STEPS = [...new Set([...Object.keys(itemSteps), ...Object.keys(filterSteps), 'ended'])];

interface Role extends Writer {
  name: string;
  steps: Readonly<Record<string, WriterStep>>;
}

/**
 * The consistency protocol for one item and one filter as a state machine. They match when they have the same value.
 * A step is what happens at once: a statement, a transaction, a request to the engine. Both engines' indices know what
 * was written and, apart from it, what searches see; the engine may refresh by itself between any two steps.
 */
export function consistencyModel(scenario: Scenario): Machine<State> {
  const roles = scenario.writers.map((writer, index) => ({
    ...writer,
    name: `${writer.side} writer ${String(index + 1)} (${writer.value}${writer.form === 1 ? ', another form' : ''})`,
    steps: writer.side === 'item' ? itemSteps : filterSteps,
  }));
  return {
    start: { world: settledWorld(scenario), writers: roles.map(() => AT_THE_START), crashed: false },
    stepsFrom: (state) =>
      state.writers.every((writer) => writer.at === 'ended')
        ? []
        : [...roles.flatMap((role, index) => writerSteps(role, index, state, scenario)), ...engineSteps(state)],
    keyOf: (state) => keyOf(roles, state),
    faultOf: ({ world }) => faultOf(world),
  };
}

function settledWorld({ item, filter }: Scenario): World {
  const document: Document = { value: item, form: 0, revision: 1, ticket: 1 };
  return {
    item: { ...document, decided: 1, unindexed: false, counted: 0 },
    filter: { value: filter, revision: 1, decided: 1, registered: 1, announced: 0 },
    document,
    visibleDocument: document,
    registration: { value: filter, revision: 1 },
    visibleRegistration: { value: filter, revision: 1 },
    registrations: 1,
    member: item === filter,
  };
}

/** What one writer can do: its next step or, once in a run and after its first step, die. */
function writerSteps(
  role: Role,
  index: number,
  state: State,
  { crashes, orders = 'any', ways = 'any', weakness }: Scenario,
): Step<State>[] {
  const progress = state.writers[index];
  if (!progress || progress.at === 'ended') {
    return [];
  }
  const after = role.steps[progress.at]?.(
    state.world,
    progress,
    { value: role.value, form: role.form ?? 0, orders, ways },
    weakness,
  );
  if (!after) {
    throw new Error(`${role.name} has no step ${progress.at}`);
  }
  const steps = [after].flat().map(({ what = progress.at, world, progress: next }) => ({
    who: role.name,
    what,
    next: { ...state, world: { ...state.world, ...world }, writers: replace(state, index, next) },
  }));
  if (crashes && !state.crashed && progress.at !== 'store') {
    const next = { ...state, writers: replace(state, index, AT_THE_START), crashed: true };
    steps.push({ who: role.name, what: 'dies, and is sent again', next });
  }
  return steps;
}

function engineSteps(state: State): Step<State>[] {
  const { world } = state;
  const steps: Step<State>[] = [];
  if (world.visibleDocument !== world.document) {
    const next = { ...state, world: { ...world, visibleDocument: world.document } };
    steps.push({ who: 'engine', what: 'refreshes the content index by itself', next });
  }
  if (world.visibleRegistration !== world.registration) {
    const next = { ...state, world: { ...world, visibleRegistration: world.registration } };
    steps.push({ who: 'engine', what: 'refreshes the percolator by itself', next });
  }
  return steps;
}

/** At the end the membership is right, the document is of the item, and the work list is empty: nothing is left that only a repair would find. */
function faultOf({ item, filter, document, member }: World): string | undefined {
  if (member !== (item.value === filter.value)) {
    return `item ${item.value}, filter ${filter.value}, ${member ? 'yet' : 'but not'} a member`;
  }
  if (document.value !== item.value || document.form !== item.form) {
    return 'the document says something else than the item';
  }
  const isRegistered = filter.registered === filter.revision;
  const isDecided = item.decided === item.revision && filter.decided === filter.revision && !item.unindexed;
  return !isDecided || !isRegistered ? 'everybody has ended, yet something is on the work list' : undefined;
}

function replace({ writers }: State, index: number, progress: Progress): readonly Progress[] {
  return writers.map((writer, place) => (place === index ? progress : writer));
}

/**
 * A state as a short text, one character a part, since millions of them are kept. Writers that send the same to the same
 * side can change places without a difference, so their order is left out.
 */
function keyOf(roles: readonly Writer[], { world: w, writers: progresses, crashed }: State): string {
  const versions = [w.item, w.filter, w.document, w.visibleDocument, w.registration, w.visibleRegistration];
  const revisions = [w.item.decided, w.filter.decided, w.filter.registered, w.filter.announced];
  const flags =
    ((sinceCounted(w.item.counted, w) * 2 + Number(w.item.unindexed)) * 2 + Number(w.member)) * 2 + Number(crashed);
  const forms = w.item.form * 4 + w.document.form * 2 + w.visibleDocument.form;
  // Tickets are only compared, so what counts is their order.
  const tickets = [w.item.ticket, w.document.ticket, ...progresses.map(({ ticket }) => ticket)];
  const order = [...new Set(tickets)].filter((ticket) => ticket > 0).sort((a, b) => a - b);
  const placeOf = (ticket: number): number => order.indexOf(ticket) + 1;
  const codes = progresses
    .map((progress, index) => {
      const beside = codeOfBeside(progress, w);
      const knows = codeOfWriter(roles[index], { ...progress, ticket: placeOf(progress.ticket) }) * 64 + beside;
      return knows * 16 + (progress.announced.revision === 0 ? 0 : codeOfVersion(progress.announced));
    })
    .sort((a, b) => a - b);
  const writers = codes.flatMap((code) => [Math.floor(code / 2 ** 22), Math.floor(code / 2 ** 10) % 4096, code % 1024]);
  return String.fromCharCode(
    ...versions.map(codeOfVersion),
    forms,
    ...[w.item, w.document].map(({ ticket }) => placeOf(ticket)),
    ...revisions,
    flags,
    ...writers,
  );
}

function codeOfVersion({ value, revision }: Version): number {
  return revision * 2 + Number(value === 'a');
}

function codeOfBeside({ beside, registrations }: Progress, world: World): number {
  const left = BESIDE.reduce((code, what) => code * 2 + Number(beside.includes(what)), 0);
  return left * 3 + sinceCounted(registrations, world);
}

/** Of registrations counts only whether they are looked at, and there are others than there were. */
function sinceCounted(registrations: number, world: World): number {
  return registrations === 0 ? 0 : registrations === world.registrations ? 1 : 2;
}

function codeOfWriter(writer: Writer | undefined, { at, revision, ticket, other, member, hit }: Progress): number {
  const role = (Number(writer?.side === 'item') * 2 + Number(writer?.value === 'a')) * 2 + (writer?.form ?? 0);
  const knows = ((revision * 8 + other) * 4 + Number(member) * 2 + Number(hit)) * 16 + ticket;
  return (STEPS.indexOf(at) * 8 + role) * 4096 + knows;
}
