import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { changesOfCourse, clockedItems } from '../support/clocked-items.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

const minute = 60_000;
const day = 86_400_000;
const begin = Date.UTC(2027, 0, 1, 9, 30);
const courseCount = 24;

const filters = {
  current: { availability: 'Current' },
  soon: { availability: ['Starting Soon', 'Upcoming'] },
  past: { course_ends: 'Past' },
  started: { start__lte: 'now' },
  'starts within a month': { start__range: ['now', 'now+1M'] },
  'still to enrol in': { enroll_by_date__gt: 'now' },
  'not over for a week': { none_of: [{ end__lt: 'now-7d' }], content_type: 'course' },
  'of this year': { start__gte: '2027-01-01' },
};

/**
 * A clock that a test moves through a year, and a worker that is asked once at each stop. Items are decided when their availability
 * changes or enrolment is over, filters that say `now` when one of their items has passed a bound; both only then, but such a filter every
 * 15 minutes.
 */
describe('a year in a minute', function () {
  this.timeout(180_000);
  let service: TestService;
  let clock = begin;
  const ofEveryKind = clockedItems(begin, 5);

  before(async () => {
    service = await makeService({ now: () => clock });
    const courses = Array.from({ length: courseCount }, (_, index) => course(index));
    const documents = [...courses, ...ofEveryKind.map(({ document }) => document)];
    const { claims } = await service.replication.store(documents, { author });
    await service.inclusion.decideItems(claims);
    const outcomes = await service.inclusion.importQueries(
      Object.entries(filters).map(([title, filter], index) => {
        const text = JSON.stringify(filter);
        const uuid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
        return { uuid, title, filter: { text, node: parseJson(text) } };
      }),
    );
    expect(outcomes.every(({ outcome }) => outcome === 'created')).to.equal(true);
    await drain();
  });
  after(() => service.stop());

  it('a relative filter moves in the minute after an item passes its bound, and not before', async () => {
    const [due] = await sql<{ start: number }>(
      service.stores,
      `SELECT CAST(JSON_EXTRACT(projection, '$.start[0]') AS SIGNED) AS start FROM content_body
       WHERE JSON_EXTRACT(projection, '$.start[0]') IS NOT NULL ORDER BY start LIMIT 1`,
    );
    const start = Number(due?.start);
    clock = start - 10 * minute;
    await drain();
    const before = await revisions();
    clock = start - minute;
    await drain();
    expect(await revisions(), 'nothing fell due within nine minutes').to.deep.equal(before);
    clock = start;
    await drain();
    const after = await revisions();
    expect(after['started']?.asOf, 'the start itself has come').to.equal(start);
    expect(after['started']?.revision).to.equal((before['started']?.revision ?? 0) + 1);
    expect(after['of this year']).to.deep.equal(before['of this year']);
    clock = start + 30_000;
    await drain();
    expect(await revisions(), 'within the same minute').to.deep.equal(after);
    clock = start + 15 * minute;
    await drain();
    const late = await revisions();
    expect(late['started']?.asOf, 'after 15 minutes in any case').to.equal(start + 15 * minute);
    expect(late['current']).to.deep.equal(after['current']);
  });

  it('an item is formed and decided anew in the millisecond in which its dates say so, and in no other', async () => {
    const moments = momentsOf();
    const until = begin + 38 * day;
    const coming = [...new Set([...moments.values()].flatMap(({ all }) => all))]
      .filter((moment) => moment > clock && moment < until)
      .sort((one, other) => one - other);
    expect(coming.length).to.be.greaterThan(20);
    for (const moment of coming) {
      clock = moment - 1;
      expect(await service.replication.refreshDue(100), 'nothing is due yet').to.deep.equal({
        examined: 0,
        claims: [],
      });
      clock = moment;
      // What a worker does, but for the filters that say `now`: they are not asked about here.
      const { examined, claims } = await service.replication.refreshDue(100);
      await service.inclusion.decideItems(claims);
      const due = [...moments].filter(([, { all }]) => all.includes(moment));
      expect(examined).to.equal(due.length);
      expect(claims.map(({ contentKey }) => contentKey)).to.have.members(
        due.filter(([, { changes }]) => changes.includes(moment)).map(([key]) => key),
      );
      const expected = [...moments].map(([key, { changes, all }]) => {
        const next = all.filter((one) => one > clock);
        const passed = changes.filter((one) => one > begin && one <= clock);
        return [key, { documents: 1 + passed.length, next: next.length === 0 ? null : Math.min(...next) }];
      });
      const found = await readItems();
      expect(
        Object.fromEntries([...found].map(([key, { documents, next }]) => [key, { documents, next }])),
        new Date(moment).toISOString(),
      ).to.deep.equal(Object.fromEntries(expected));
      for (const { key, at } of ofEveryKind) {
        expect(found.get(key)?.said, `${key} at ${new Date(moment).toISOString()}`).to.deep.equal(at(clock));
      }
    }
    await drain();
    const { lost, extra } = await compareMembership(service.stores, clock);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
  });

  it('everything is decided as the clock has it, at every stop', async () => {
    let moved = 0;
    for (let stop = 1; stop <= 40; stop += 1) {
      clock = begin + 30 * day + stop * 8 * day + (stop % 7) * 3 * 3_600_000 + (stop % 11) * minute + 17_000;
      await drain();
      const { lost, extra, pairs } = await compareMembership(service.stores, clock);
      expect({ lost, extra }, new Date(clock).toISOString()).to.deep.equal({ lost: [], extra: [] });
      moved += pairs;
    }
    expect(moved).to.be.greaterThan(5_000);
    const { items, queries } = await service.inclusion.backlog();
    expect(items + queries).to.equal(0);
    const fixed = await revisions();
    expect(fixed['of this year']?.revision, 'a filter without now never moves').to.equal(1);
    expect(fixed['current']?.revision).to.equal(1);
  });

  it('an item that comes in between is judged as the filter’s minute has it, until the filter moves', async () => {
    clock += 20 * minute;
    await drain();
    const started = (await revisions())['started'];
    const dueIn = clock - (clock % minute) + 3 * minute;
    const document = { content_type: 'course', key: 'Late+1', course_runs: [run('Late+1', dueIn, dueIn + day)] };
    const { claims } = await service.replication.store([document], { author });
    await service.inclusion.decideItems(claims);
    expect(await isMember('started', 'Late+1')).to.equal(false);
    clock = dueIn - minute;
    await drain();
    expect((await revisions())['started']).to.deep.equal(started);
    clock = dueIn;
    await drain();
    expect(await isMember('started', 'Late+1')).to.equal(true);
  });

  async function drain(): Promise<void> {
    while (await service.worker.drainOnce()) {
      // Until nothing is left.
    }
  }

  async function revisions(): Promise<Partial<Record<string, { revision: number; asOf: number | null }>>> {
    const rows = await sql<{ title: string; revision: number; as_of: Date | null }>(
      service.stores,
      'SELECT title, revision, as_of FROM catalog_query',
    );
    return Object.fromEntries(
      rows.map(({ title, revision, as_of }) => [title, { revision, asOf: as_of?.getTime() ?? null }]),
    );
  }

  /** Of every item: when its form changes, and when it is looked at. */
  function momentsOf(): Map<string, { changes: readonly number[]; all: readonly number[] }> {
    const courses = Array.from({ length: courseCount }, (_, index) => {
      const { key, dates } = datesOf(index);
      return { key, changes: changesOfCourse(dates), looks: [] };
    });
    return new Map(
      [...courses, ...ofEveryKind].map(({ key, changes, looks }) => [key, { changes, all: [...changes, ...looks] }]),
    );
  }

  /** Every item as it is stored, decided and indexed, and how many documents it has had. */
  async function readItems(): Promise<Map<string, { documents: number; next: number | null; said: object }>> {
    const rows = await sql<{ content_key: string; documents: number; next: Date | null; normalized: string }>(
      service.stores,
      `SELECT content_key, document_ticket AS documents, next_transition_at AS next, normalized FROM content
       JOIN content_body ON content_id = id WHERE undecided IS NULL AND unindexed IS NULL`,
    );
    return new Map(
      rows.map(({ content_key, documents, next, normalized }) => {
        const { availability, eligible, undiscoverable_reasons } = JSON.parse(normalized) as {
          availability: string[];
          eligible: boolean;
          undiscoverable_reasons: string[];
        };
        const said = { availability, over: undiscoverable_reasons.includes('enrollment_over'), eligible };
        return [content_key, { documents, next: next?.getTime() ?? null, said }];
      }),
    );
  }

  async function isMember(title: string, key: string): Promise<boolean> {
    const rows = await sql(
      service.stores,
      `SELECT 1 FROM membership m JOIN catalog_query q ON q.id = m.query_id JOIN content c ON c.id = m.content_id
       WHERE q.title = ? AND c.content_key = ?`,
      [title, key],
    );
    return rows.length > 0;
  }
});

/** A course of one run, which starts some time in the year and takes some weeks. */
function course(index: number): object {
  const { key, dates } = datesOf(index);
  return {
    content_type: 'course',
    key,
    advertised_course_run_uuid: uuidOf(index),
    course_runs: [{ ...run(key, dates.start, dates.end), uuid: uuidOf(index) }],
  };
}

function datesOf(index: number): { key: string; dates: { start: number; enrolBy: number; end: number } } {
  const start = begin + (index * 17 + 3) * day + index * 7 * minute;
  return {
    key: `Year+${String(index)}`,
    dates: { start, enrolBy: start + 5 * day, end: start + (20 + index) * day },
  };
}

function run(key: string, start: number, end: number): object {
  return {
    key: `course-v1:${key}+R`,
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    enrollment_end: new Date(start + 5 * day).toISOString(),
  };
}

function uuidOf(index: number): string {
  return `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`;
}
