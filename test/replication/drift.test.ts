import { expect } from 'chai';
import { DriftAccumulator } from '../../src/replication/drift/drift-accumulator.ts';
import type { DriftReport, DriftState, Profile } from '../../src/replication/drift/profile.ts';
import { course } from '../support/documents.ts';
import { makeService, type TestService } from '../support/service.ts';

type Document = Record<string, unknown>;
type Make = (index: number) => Document;

const keyOf = (index: number): string => `D+${String(index)}`;

/** A run of so many courses. */
function run(make: Make, before?: Profile, size = 200): { report: DriftReport; profile: Profile } {
  const drift = new DriftAccumulator(before);
  for (let index = 0; index < size; index++) {
    drift.observe({ content_type: 'course', key: keyOf(index), ...make(index) });
  }
  // As it is stored.
  return {
    report: drift.report({ whole: true }),
    profile: JSON.parse(JSON.stringify(drift.profile({ whole: true }))) as Profile,
  };
}

const usual: Make = (index) => ({
  price: index,
  modified: index % 2 === 0 ? '2026-01-01' : null,
  image: { src: 'x' },
  course_runs: [{ start: '2026-01-01', seats: [1] }, { start: null }],
});

describe('drift', () => {
  const changes = (make: Make, size?: number): DriftReport['changes'] =>
    run(make, run(usual).profile, size).report.changes;

  it('is nothing when nothing changed, and nothing is told of a first run', () => {
    expect(changes(usual)).to.deep.equal([]);
    const { report } = run(usual);
    expect(report).to.deep.equal({ whole: true, documents: { course: 200 }, changes: [] });
  });

  it('tells a field that turns from number to text in 3 % of a run, with three keys', () => {
    const told = changes((index) => ({ ...usual(index), price: index % 33 === 5 ? '49.00' : index }));
    expect(told).to.deep.equal([
      {
        content_type: 'course',
        field: 'price',
        change: 'type',
        from: 'number',
        to: 'text',
        before: 0,
        now: 0.03,
        documents: 6,
        samples: [5, 38, 71].map(keyOf),
      },
    ]);
  });

  it('tells a field that disappears in a share, missing or null, with keys that lack it', () => {
    for (const gone of [{ price: null }, { price: undefined }]) {
      const told = changes((index) => ({ ...usual(index), ...(index < 4 ? gone : {}) }));
      expect(told).to.have.length(1);
      expect(told[0]).to.deep.include({
        field: 'price',
        change: 'disappeared',
        before: 0,
        documents: 4,
        samples: [0, 1, 2].map(keyOf),
      });
      expect(told[0]?.now).to.be.closeTo(0.02, 1e-9);
    }
  });

  it('tells a field that appears, and one that appears in more of them', () => {
    const told = changes((index) => ({
      ...usual(index),
      modified: '2026-01-01',
      ...(index > 190 ? { fresh: 1 } : {}),
    }));
    expect(told.map(({ field, change, before, now }) => [field, change, before, now])).to.deep.equal([
      ['modified', 'appeared', 0.5, 1],
      ['fresh', 'appeared', 0, 0.045],
    ]);
    expect(told[1]?.samples).to.deep.equal([191, 192, 193].map(keyOf));
  });

  it('looks into objects and lists of objects', () => {
    const told = changes((index) => ({
      ...usual(index),
      image: { src: index < 10 ? 5 : 'x' },
      course_runs: index < 20 ? [{ start: 1_700_000_000, seats: {} }] : [{ start: '2026-01-01', seats: [1] }],
    }));
    expect(told.map(({ field, change, from, to, now }) => [field, change, from, to, now])).to.have.deep.members([
      ['course_runs[].start', 'type', 'text', 'number', 0.1],
      ['course_runs[].seats', 'type', 'list', 'object', 0.1],
      ['image.src', 'type', 'text', 'number', 0.05],
    ]);
  });

  it('looks into lists in lists: 3 % whose price turns to text two levels down, with three keys', () => {
    const seats = (price: unknown): Document => ({
      ...usual(0),
      course_runs: [{ start: 'x', seats: [{ type: 'audit', price: 0 }, { price }] }],
    });
    const before = run(() => seats(149)).profile;
    const { report } = run((index) => seats(index % 33 === 5 ? '149.00' : 149), before);
    expect(report.changes).to.deep.equal([
      {
        content_type: 'course',
        field: 'course_runs[].seats[].price',
        change: 'type',
        from: 'number',
        to: 'text',
        before: 0,
        now: 0.03,
        documents: 6,
        samples: [5, 38, 71].map(keyOf),
      },
    ]);
    const gone = run(() => ({ ...seats(1), course_runs: [{ start: 'x', seats: [{ type: 'audit' }] }] }), before).report;
    expect(gone.changes.map(({ field, change }) => [field, change])).to.deep.equal([
      ['course_runs[].seats[].price', 'disappeared'],
    ]);
  });

  it('says nothing of deep fields where the run before was not looked at so deep', () => {
    const deep: Make = (index) => ({ ...usual(index), a: [{ b: [{ c: 1 }] }] });
    const { profile } = run(deep);
    const shallow = { course: { documents: 200, fields: { ...profile['course']?.fields } } };
    Reflect.deleteProperty(shallow.course.fields, 'a[].b[].c');
    expect(run(deep, shallow).report.changes).to.deep.equal([]);
  });

  it('goes on where another process stopped, as if it were one', () => {
    const before = run(usual).profile;
    const make: Make = (index) => ({ ...usual(index), price: index % 33 === 5 ? '49.00' : index });
    const whole = run(make, before);
    let kept: DriftState | undefined;
    let parts = new DriftAccumulator(before);
    for (let index = 0; index < 200; index++) {
      if (index % 70 === 69) {
        kept = JSON.parse(JSON.stringify(parts.state())) as DriftState;
        parts = new DriftAccumulator(before, kept);
      }
      parts.observe({ content_type: 'course', key: keyOf(index), ...make(index) });
    }
    expect(parts.seen).to.equal(200);
    expect(parts.report({ whole: true })).to.deep.equal(whole.report);
    expect(JSON.parse(JSON.stringify(parts.profile({ whole: true })))).to.deep.equal(whole.profile);
    expect(parts.profile({ whole: false }), 'of a part').to.equal(before);
  });

  it('tells a list that is gone or empty once, and not each of its fields', () => {
    for (const course_runs of [[], null]) {
      const told = changes((index) => ({ ...usual(index), ...(index < 10 ? { course_runs } : {}) }));
      expect(told.map(({ field, change, now }) => [field, change, now])).to.have.length(1);
      expect(told[0]).to.include({ field: 'course_runs', change: 'disappeared', documents: 10 });
    }
    const told = changes((index) => ({
      ...usual(index),
      course_runs: [{ start: 'x', ...(index < 10 ? {} : { seats: [1] }) }],
    }));
    expect(told.map(({ field, change, documents }) => [field, change, documents])).to.deep.equal([
      ['course_runs[].seats', 'disappeared', 10],
    ]);
    expect(told[0]?.samples).to.deep.equal([0, 1, 2].map(keyOf));
  });

  it('says nothing of less than one in a hundred, and of few documents', () => {
    expect(changes((index) => ({ ...usual(index), price: index === 7 ? 'x' : index }))).to.deep.equal([]);
    expect(changes(() => ({ other: 1 }), 49)).to.deep.equal([]);
  });

  it('compares with the last run that saw enough of a type', () => {
    const first = run(usual).profile;
    const { profile } = run(() => ({ other: 1 }), first, 10);
    expect(profile).to.deep.equal(first);
  });

  it('bounds the fields of a type, and takes no names for its own', () => {
    const wide = run(
      (index) => ({ [`field ${String(index)}`]: 1, constructor: 1, ['__proto__x']: 1 }),
      undefined,
      1_500,
    );
    expect(Object.keys(wide.profile['course']?.fields ?? {})).to.have.length(1_000);
    const many = new DriftAccumulator(undefined);
    for (let index = 0; index < 100; index++) {
      many.observe({ content_type: `type ${String(index)}`, key: 'x'.repeat(10_000), ['n'.repeat(5_000)]: 1, ok: 1 });
    }
    expect(Object.keys(many.state().profile)).to.have.length(20);
    expect(JSON.stringify(many.state()).length, 'long names and keys are not kept').to.be.lessThan(100_000);
    const drift = new DriftAccumulator(undefined);
    for (const odd of [null, 7, [], {}, { content_type: 7 }]) {
      drift.observe(odd);
    }
    expect(drift.report({ whole: true })).to.deep.equal({ whole: true, documents: {}, changes: [] });
  });
});

describe('drift of runs', () => {
  let service: TestService;
  before(async () => {
    service = await makeService();
  });
  after(() => service.stop());

  const record = async (kind: string, make: Make): Promise<DriftReport> => {
    const drift = await service.drift.begin(kind);
    for (let index = 0; index < 100; index++) {
      drift.observe(course(keyOf(index), make(index)));
    }
    let report: DriftReport | undefined;
    await service.runs.record(kind, async (_, id) => {
      report = await service.drift.finish({ id, kind }, drift);
      return { state: 'done', counts: {} };
    });
    return report ?? { whole: true, documents: {}, changes: [] };
  };

  it('is kept with the run, and the next run of its kind is compared with it', async () => {
    expect((await record('import', () => ({ price: 1 }))).changes).to.deep.equal([]);
    expect((await record('poll', () => ({ price: 'x' }))).changes).to.deep.equal([]);
    const told = await record('import', (index) => ({ price: index < 3 ? 'x' : 1 }));
    expect(told.changes.map(({ field, now }) => [field, now])).to.deep.equal([['price', 0.03]]);
    expect((await record('import', (index) => ({ price: index < 3 ? 'x' : 1 }))).changes).to.deep.equal([]);
    const reports = await service.drift.list(3);
    expect(reports.map(({ kind, changes }) => [kind, changes.length])).to.deep.equal([
      ['import', 0],
      ['import', 1],
      ['poll', 0],
    ]);
    expect(reports[1]).to.deep.include(told);
  });
});
