import { expect } from 'chai';
import { followListing } from '../../src/replication/upstream/follow-listing.ts';
import type { PageWindow } from '../../src/replication/upstream/page-window.ts';
import type { Listing } from '../../src/replication/upstream/upstream.ts';
import { UpstreamFault } from '../../src/replication/upstream/upstream-fault.ts';

/** A list while its n-th page is asked for, n from 0. */
type List = (asked: number) => readonly string[];

describe('a listing read as a whole', () => {
  const numbers = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => String(from + index));

  /** @returns what was given, with the windows that were asked for; pages hold as much as `most` says, if that is less */
  async function follow(
    listing: Listing,
    list: List,
    { most = 1_000, begin = 0 } = {},
  ): Promise<{ given: string[]; offsets: number[]; windows: PageWindow[] }> {
    const [given, offsets, windows]: [string[], number[], PageWindow[]] = [[], [], []];
    const pages = followListing(listing, begin, (window) => {
      const all = list(windows.length);
      windows.push(window);
      const entries = all.slice(window.offset, window.offset + Math.min(window.size, most));
      const last = window.offset + entries.length >= all.length;
      return Promise.resolve({ entries: entries.map((key) => (key === 'broken' ? undefined : { key })), last });
    });
    for await (const page of pages) {
      offsets.push(page.offset);
      given.push(...page.documents.map(({ key }) => String(key)), ...numbers(0, page.broken).map(() => 'broken'));
    }
    return { given, offsets, windows };
  }
  const course: Listing = { kind: 'course' };
  const runs: Listing = { kind: 'courserun', courses: ['A+1'] };

  it('asks for the end of each page again, and gives it once', async () => {
    const { given, offsets, windows } = await follow(course, () => numbers(0, 120));
    expect(given).to.deep.equal(numbers(0, 120));
    expect(offsets).to.deep.equal([0, 50, 99]);
    expect(windows.map(({ offset }) => offset)).to.deep.equal([0, 49, 98]);
  });

  it('of runs asks for shorter pages each time, since they have numbers only', async () => {
    const { given, windows } = await follow(runs, () => numbers(0, 400));
    expect(given).to.deep.equal(numbers(0, 400));
    expect(windows.map(({ offset, size }) => [offset / size + 1, size])).to.deep.equal([
      ...[1, 2, 3, 4, 5].map((page) => [page, 101 - page]),
    ]);
  });

  it('loses nothing where upstream gives less than is asked for, down to one, or what is no object', async () => {
    expect((await follow(course, () => numbers(0, 120), { most: 20 })).given).to.deep.equal(numbers(0, 120));
    expect((await follow(course, () => numbers(0, 4), { most: 1 })).given).to.deep.equal(numbers(0, 4));
    const list = [...numbers(0, 49), 'broken', ...numbers(50, 60)];
    expect((await follow(course, () => list)).given.sort()).to.deep.equal(list.sort());
  });

  for (const [what, listing] of [
    ['courses', course],
    ['runs', runs],
  ] as const) {
    it(`of ${what} begins again when items before the page went, came, or went to the end`, async () => {
      const all = numbers(0, 150);
      for (const moved of [all.slice(3), ['new', 'newer', ...all], [...all.slice(2), '0', '1']]) {
        const { given, offsets } = await follow(listing, (asked) => (asked === 0 ? all : moved));
        expect(offsets.slice(0, 2)).to.deep.equal([0, 0]);
        expect(given.slice(-moved.length), 'once more, and whole').to.deep.equal(moved);
      }
    });

    it(`of ${what} begins again when it is given a page twice`, async () => {
      const all = numbers(0, 150);
      const page = listing === runs ? 99 : 49;
      const twice = [...all.slice(0, page), ...all];
      const { given } = await follow(listing, (asked) => (asked === 1 ? twice : all));
      expect(given.slice(-150)).to.deep.equal(all);
    });
  }

  it('of ratings goes back by a page, since it is long', async () => {
    const all = numbers(0, 700);
    const { given, windows } = await follow({ kind: 'review' }, (asked) => (asked < 2 ? all : all.slice(1)));
    expect(windows.map(({ offset }) => offset)).to.deep.equal([0, 199, 398, 198, 397, 596]);
    expect(new Set(given)).to.deep.equal(new Set(all));
  });

  it('whose items move all the time is told, as is one that is longer than can be asked for', async () => {
    const failing = (listing: Listing, list: List): Promise<unknown> =>
      follow(listing, list).then(
        () => expect.fail('it must be told'),
        (error: unknown) => error,
      );
    const all = numbers(0, 200);
    const moving = await failing(course, (asked) => all.slice(asked));
    const long = await failing(runs, () => numbers(0, 3_000));
    for (const fault of [moving, long]) {
      expect(fault).to.be.instanceOf(UpstreamFault).and.include({ reason: 'malformed', isOutage: false });
    }
    expect((await follow(runs, () => numbers(0, 2_500))).given).to.deep.equal(numbers(0, 2_500));
  });
});
