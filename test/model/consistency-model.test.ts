import { expect } from 'chai';
import { consistencyModel } from './consistency-model.ts';
import type { Scenario, Writer } from './consistency-model.ts';
import { explore } from './explore.ts';
import type { Exploration, Machine } from './explore.ts';
import type { Orders, Value, Weakness } from './world.ts';

/** All that one or two writers of a side can send; the order within a pair makes no difference. */
const WRITES: readonly (readonly Value[])[] = [['a'], ['b'], ['a', 'a'], ['a', 'b'], ['b', 'b']];
/** The filter starts as a: starting as b is the same with the letters changed. */
const STARTS = [
  { item: 'a', filter: 'a' },
  { item: 'b', filter: 'a' },
] as const;

/** What may come of an item beside its other values. */
const FORMS: readonly (readonly Writer[])[] = [
  [another('a')],
  [another('b')],
  [another('a'), { side: 'item', value: 'a' }],
  [another('a'), another('a')],
  [another('a'), { side: 'item', value: 'b' }],
  [another('a'), another('b')],
];

const plain = { orders: 'in order', ways: 'registered' } as const;
const others = [
  ['in order', 'announced'],
  ['beside', 'announced'],
  ['at once', 'registered'],
] as const;

const verbose = process.env['VERBOSE'] !== undefined;

describe('the consistency protocol', function () {
  this.timeout(60_000); // the largest case takes three seconds on an idle core
  for (const items of WRITES) {
    for (const filters of WRITES) {
      const writers = writersOf(items, filters);
      const told = `item takes ${items.join(' and ')}, filter takes ${filters.join(' and ')}`;
      // All orders and ways at once would be some ten million states of four writers: the others are looked at without a crash.
      it(`${told}, one crash anywhere`, () => {
        expectRight({ writers, ...(writers.length === 4 ? plain : {}), crashes: true });
      });
      if (writers.length === 4) {
        for (const [orders, ways] of others) {
          it(`${told}, ${orders}, ${ways}`, () => {
            expectRight({ writers, orders, ways, crashes: false });
          });
        }
      }
    }
  }
});

describe('the consistency protocol, when an item says what no filter looks at', () => {
  for (const items of FORMS) {
    for (const filters of WRITES.filter((some) => items.length + some.length <= 3)) {
      const said = items.map(({ value, form }) => (form === 1 ? `${value} in another form` : value));
      it(`item takes ${said.join(' and ')}, filter takes ${filters.join(' and ')}, one crash anywhere`, () => {
        expectRight({ writers: [...items, ...writersOf([], filters)], ways: 'registered', crashes: true });
      });
    }
  }
});

describe('the consistency protocol without one of its rules loses or invents memberships:', () => {
  const withoutCrash: readonly Weakness[] = [
    'members that are not among the hits are removed',
    'the other side’s revision is not compared',
    'the row’s own revision is not compared',
    'members are read after items are percolated again',
    'registrations that come meanwhile are not noticed',
    'filters that are announced are not asked',
    'which filters are announced is read before registrations are counted',
    'that a filter is announced is not counted',
    'what percolation says of an announced filter stands',
    'the percolator is not refreshed',
    'the content index is not refreshed',
    'what was no hit is taken to fail later too',
  ];
  for (const weakness of withoutCrash) {
    it(weakness, () => {
      expectLoss(weakness, shortestLoss(weakness, false));
    });
  }
  for (const weakness of ['the rows are not locked', 'an older writer may mark its registration'] as const) {
    it(weakness, () => {
      const loss = shortestLoss(weakness, false);
      expect(loss?.fault).to.match(/a member$|on the work list$/);
      tell(weakness, loss);
    });
  }
  it('registrations that come until the document is written are not noticed', () => {
    const weakness = 'registrations that come until the document is written are not noticed';
    expectLoss(weakness, shortestLoss(weakness, false, 'at once'));
  });
  it('what was counted goes with the writer, and he dies', () => {
    const weakness = 'what was counted goes with the writer';
    expectLoss(weakness, shortestLoss(weakness, true, 'at once'));
  });
  it('registrations that come meanwhile are not noticed, beside', () => {
    const weakness = 'registrations that come meanwhile are not noticed';
    expectLoss(weakness, shortestLoss(weakness, false, 'beside'));
  });

  const ofDocuments: readonly [Weakness, { crashes: boolean }][] = [
    ['what filters do not see is a new revision, and is not percolated', { crashes: false }],
    ['a document that only says something else takes no new ticket', { crashes: false }],
    ['whoever wrote any document has written the last one', { crashes: true }],
  ];
  for (const [weakness, { crashes }] of ofDocuments) {
    it(crashes ? `${weakness}, and a writer dies` : weakness, () => {
      const loss = FORMS.flatMap((items) => WRITES.map((filters) => [...items, ...writersOf([], filters)]))
        .filter((writers) => writers.length <= 3)
        .flatMap((writers) =>
          STARTS.map((start) => ({ ...start, writers, orders: 'in order' as const, crashes, weakness })),
        )
        .map((scenario) => explore(consistencyModel(scenario)).counterExample)
        .find((found) => found !== undefined);
      expect(loss?.fault).to.match(/a member$|^the document says something else/);
      tell(weakness, loss);
    });
  }

  const gate = 'the hash gate compares with what was stored';
  it(`${gate}, and a writer dies`, () => {
    expect(shortestLoss(gate, false)).to.equal(undefined);
    expectLoss(gate, shortestLoss(gate, true));
  });
});

describe('the explorer', () => {
  /** Counts up by one or two, and is over at four or more. */
  const counting = (wrongEnd: number): Machine<number> => ({
    start: 0,
    stepsFrom: (count) =>
      count >= 4 ? [] : [1, 2].map((by) => ({ who: 'it', what: `+${String(by)}`, next: count + by })),
    keyOf: String,
    faultOf: (count) => (count === wrongEnd ? 'wrong' : undefined),
  });

  it('finds a shortest way to a wrong end', () => {
    const found = explore(counting(5)).counterExample;
    expect(found).to.deep.equal({ trace: ['it: +1', 'it: +2', 'it: +2'], fault: 'wrong' });
  });

  it('visits everything when all ends are right, and only ends are judged', () => {
    expect(explore(counting(3))).to.deep.equal({ states: 6 });
  });

  it('refuses a machine that is larger than meant', () => {
    expect(() => explore(counting(9), 3)).to.throw('more than 3 states');
  });
});

function another(value: Value): Writer {
  return { side: 'item', value, form: 1 };
}

function writersOf(items: readonly Value[], filters: readonly Value[]): Writer[] {
  return [
    ...items.map((value) => ({ side: 'item' as const, value })),
    ...filters.map((value) => ({ side: 'filter' as const, value })),
  ];
}

function expectRight(scenario: Omit<Scenario, 'item' | 'filter'>): void {
  for (const start of STARTS) {
    expect(explore(consistencyModel({ ...start, ...scenario })).counterExample).to.equal(undefined);
  }
}

/** A shortest run, of at most three writers, in which the weakness does harm. */
function shortestLoss(
  weakness: Weakness,
  crashes: boolean,
  orders: Orders = 'in order',
): Exploration['counterExample'] {
  const scenarios: Scenario[] = WRITES.flatMap((items) =>
    WRITES.filter((filters) => items.length + filters.length <= 3).flatMap((filters) =>
      STARTS.map((start) => ({ ...start, writers: writersOf(items, filters), orders, crashes, weakness })),
    ),
  );
  return scenarios
    .flatMap((scenario) => explore(consistencyModel(scenario)).counterExample ?? [])
    .toSorted((one, other) => one.trace.length - other.trace.length)[0];
}

function expectLoss(weakness: Weakness, loss: Exploration['counterExample']): void {
  expect(loss?.fault).to.match(/a member$/);
  tell(weakness, loss);
}

function tell(weakness: Weakness, loss: Exploration['counterExample']): void {
  if (verbose) {
    console.log([weakness, ...(loss?.trace ?? []), `=> ${loss?.fault ?? ''}`].join('\n      '));
  }
}
