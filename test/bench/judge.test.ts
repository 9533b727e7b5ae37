import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkImport } from '../../scripts/bench/check-import.ts';
import { Judge } from '../../scripts/bench/judge.ts';
import { Memberships } from '../../scripts/bench/memberships.ts';
import { WrongAnswers } from '../../scripts/bench/wrong-answers.ts';
import { course, program, run } from '../support/documents.ts';

const now = Date.UTC(2026, 10, 20, 12);
const span = { from: now, to: now + 60_000 };
const judge = new Judge([
  { uuid: 'advanced', content_filter: { level_type: 'Advanced' } },
  { uuid: 'courses', content_filter: { content_type: 'course' } },
  { uuid: 'current', content_filter: { availability: 'Current' } },
]);

/** What `findWrong` says when exactly these queries have the document. */
function wrongWith(document: unknown, members: readonly string[], at = span): string[] {
  return judge.findWrong(document, at, (place) => members.includes(judge.queries[place]?.uuid ?? ''));
}

describe('bench: judge', () => {
  const advanced = course('Org+1', { level_type: 'Advanced' });

  it('finds what is lost and what is extra, and nothing else', () => {
    expect(wrongWith(advanced, ['advanced', 'courses'])).to.deep.equal([]);
    expect(wrongWith(advanced, ['courses', 'current'])).to.deep.equal(['advanced: lost', 'current: extra']);
  });

  it('lets both answers pass where the clock changes one within the span, and only there', () => {
    const starting = run('Org+1', 'R1', { start: new Date(now + 30_000).toISOString() });
    expect(wrongWith(starting, [])).to.deep.equal([]);
    expect(wrongWith(starting, ['current'])).to.deep.equal([]);
    expect(wrongWith(starting, ['current'], { from: now, to: now + 1_000 })).to.deep.equal(['current: extra']);
    expect(wrongWith(starting, [], { from: now + 31_000, to: now + 60_000 })).to.deep.equal(['current: lost']);
    expect(wrongWith(starting, ['advanced'])).to.deep.equal(['advanced: extra']);
  });

  it('tells courses that nobody may find: those with runs, all of them restricted', () => {
    const restricted = { restriction_type: 'custom-b2b-enterprise' };
    const withRuns = (...members: object[]): object => course('Org+1', { course_runs: members });
    const documents = [advanced, withRuns({}, restricted), withRuns(restricted, restricted)];
    expect(documents.map((document) => judge.isRestricted(document, now))).to.deep.equal([false, false, true]);
  });

  it('refuses a filter that the evaluator cannot judge: an unjudged filter must not pass for a right one', () => {
    expect(() => new Judge([{ uuid: 'x', content_filter: { no_such_field: 'words' } }])).to.throw();
  });
});

describe('bench: check of an import', () => {
  const documents = [course('Org+1', { level_type: 'Advanced' }), run('Org+1', 'R1'), program('P')];
  const right = [
    ['advanced', 'Org+1'],
    ['courses', 'Org+1'],
  ] as const;
  const stored = [
    { id: 1, key: 'Org+1', type: 'course' },
    { id: 2, key: 'course-v1:Org+1+R1', type: 'courserun' },
    { id: 3, key: String(documents[2]?.uuid), type: 'program' },
  ];
  const queries = ['advanced', 'courses', 'current'].map((uuid, index) => ({ id: index + 1, uuid }));
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'percolog-bench-test-'));
    writeFileSync(join(folder, 'content.jsonl'), documents.map((one) => `${JSON.stringify(one)}\n`).join(''));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function check(
    pairs: readonly (readonly [string, string])[],
    items = stored,
    known = queries,
  ): Promise<{ checked: number; examples: string[] }> {
    const memberships = new Memberships(items, known);
    for (const [uuid, key] of pairs) {
      memberships.add(
        known.find((query) => query.uuid === uuid)?.id ?? 0,
        items.find((item) => item.key === key)?.id ?? 0,
      );
    }
    const wrong = new WrongAnswers();
    const hooks = { wrong, signal: new AbortController().signal };
    const checked = await checkImport(judge, join(folder, 'content.jsonl'), memberships, span, hooks);
    return { checked, examples: wrong.examples };
  }

  it('compares every item with every query', async () => {
    expect(await check(right)).to.deep.equal({ checked: 9, examples: [] });
  });

  it('finds a membership that is lost, and one that is extra', async () => {
    expect((await check(right.slice(1))).examples).to.deep.equal(['Org+1 in query advanced: lost']);
    const extra = [...right, ['courses', 'course-v1:Org+1+R1']] as const;
    expect((await check(extra)).examples).to.deep.equal(['course-v1:Org+1+R1 in query courses: extra']);
  });

  it('finds items and queries that are missing or too many', async () => {
    expect((await check(right, stored.slice(0, 2))).examples)
      .to.have.length(2)
      .and.match(/is not stored/);
    expect((await check(right, [...stored, { id: 4, key: 'X+1', type: 'course' }])).examples).to.have.length(1);
    expect((await check(right, stored, queries.slice(0, 2))).examples).to.include('query current is not stored');
    expect((await check(right, stored, [...queries, { id: 4, uuid: 'new' }])).examples).to.have.length(1);
  });
});
