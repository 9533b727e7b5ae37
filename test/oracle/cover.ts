import { Coverage } from './coverage.ts';
import { readFilter } from './evaluate.ts';
import { generateEntry, generateFilter } from './generate-filter.ts';
import { objectsOf, type JsonObject } from './json.ts';
import type { Random } from './random.ts';
import { readItem, type ReadItem } from './read-fields.ts';
import { isRestricted } from './read-runs.ts';
import { asOfMinute } from './relative-dates.ts';

const mostDraws = 5_000;
/** What so many filters do not show is drawn: looking at all of a long run's would take as long as judging them. */
const mostLookedAt = 400;
/** What misspelt names stand for. */
const meant: Record<string, string> = {
  aggregration__key: 'aggregation_key',
  aggregation__key: 'aggregation_key',
  enrollment_mode: 'type',
  'key.raw': 'key',
  org__exempt: 'org',
};

/**
 * `count` acceptable filters, or some more: random ones, and then such as show what those do not show `least` times both ways on these
 * items (coverage.ts), so that a test can demand it of every seed. The items have what it takes (`canShow`).
 */
export function generateCovering(
  random: Random,
  items: readonly ReadItem[],
  { count, least }: { count: number; least: number },
): JsonObject[] {
  const filters = random.times(Math.ceil(count * 0.8), () => generateFilter(random, items));
  const coverage = coverageOf(least === 0 ? [] : filters.slice(0, mostLookedAt), items);
  for (const [name, tally] of coverage.tallies()) {
    for (let draw = 0; Math.min(tally.held, tally.failed) < least; draw += 1) {
      if (draw === mostDraws) {
        throw new Error(`nothing shows ${name} both ways (seed ${String(random.seed)})`);
      }
      const filter = showing(random, name, items);
      const shown = coverageOf([filter], items);
      const side = tally.held < tally.failed ? 'held' : 'failed';
      if ((shown.tallies().get(name)?.[side] ?? 0) > 0) {
        filters.push(filter);
        coverage.add(shown);
      }
    }
  }
  return [...filters, ...random.times(Math.max(count - filters.length, 0), () => generateFilter(random, items))];
}

/** Whether filters over these items can show everything that is counted. */
export function canShow(items: readonly ReadItem[]): boolean {
  const pathways = items.filter(({ contentType }) => contentType === 'learnerpathway');
  return pathways.length > 1 && hiddenRuns(items).length > 1 && withHiddenRuns(items).length > 1;
}

function coverageOf(filters: readonly JsonObject[], items: readonly ReadItem[]): Coverage {
  const coverage = new Coverage();
  for (const filter of filters) {
    const read = readFilter(JSON.parse(JSON.stringify(filter)), asOfMinute(items[0]?.now ?? 0));
    for (const item of items) {
      coverage.record(read, item);
    }
  }
  return coverage;
}

/** A filter that may show it. */
function showing(random: Random, name: string, items: readonly ReadItem[]): JsonObject {
  const [kind = '', what = ''] = name.split(' ');
  switch (kind) {
    case 'corrected':
      return generateEntry(random, items, { type: 'keyword', among: [meant[what] ?? ''] });
    case 'relative':
      return generateEntry(random, items, { type: 'date' });
    case 'keyword':
    case 'boolean':
    case 'number':
    case 'date':
    case 'text':
      return generateEntry(random, items, { type: kind });
    case 'restricted':
      return what === 'run' ? namingRun(random, items) : namingRunsOfCourse(random, items);
    case 'pathway': {
      const focus = random.pick(items.filter(({ contentType }) => contentType === 'learnerpathway'));
      return { ...generateEntry(random, items, { focus }), include_learner_pathways: random.chance(0.5) };
    }
    case 'forced':
      return {
        ...generateEntry(random, items, {}),
        enterprise_force_include_aggregation_keys: forcible(random, items),
      };
    default:
      return generateFilter(random, items);
  }
}

function forcible(random: Random, items: readonly ReadItem[]): unknown[] {
  return random.pick(items).fields.get('aggregation_key')?.slice(0, 1) ?? [];
}

/** An entry that may hold for a restricted run, which is named, or which is not. */
function namingRun(random: Random, items: readonly ReadItem[]): JsonObject {
  const focus = random.pick(hiddenRuns(items));
  const named = random.chance(0.5) ? [focus.raw['key']] : ['course-v1:No+Course+None'];
  return { ...generateEntry(random, items, { focus }), restricted_runs_allowed: { 'No+Course': named } };
}

/** An entry about a course as it is seen with its restricted runs, which are named. */
function namingRunsOfCourse(random: Random, items: readonly ReadItem[]): JsonObject {
  const { raw, options } = random.pick(withHiddenRuns(items));
  const runs = objectsOf(raw['course_runs']).filter(isRestricted);
  const keys = runs.map((run) => String(run['key']));
  const focus = readItem(raw, { ...options, allowed: new Set(keys) });
  return { ...generateEntry(random, items, { focus }), restricted_runs_allowed: { [String(raw['key'])]: keys } };
}

function hiddenRuns(items: readonly ReadItem[]): ReadItem[] {
  return items.filter(({ contentType, restricted }) => contentType === 'courserun' && restricted);
}

/** Courses that are seen otherwise by who sees their restricted runs, and are seen by everybody. */
function withHiddenRuns(items: readonly ReadItem[]): ReadItem[] {
  return items.filter(
    ({ contentType, restricted, raw }) =>
      contentType === 'course' && !restricted && objectsOf(raw['course_runs']).some(isRestricted),
  );
}
