import { membersOf, toValue, type JsonNode } from '../../kernel/json.ts';
import { fieldByName } from '../../replication/port.ts';
import { compileConditions } from '../filter/compile-conditions.ts';
import { oneOf } from '../filter/compile-values.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import type { Condition } from '../filter/parsed-filter.ts';
import { controlKeys } from '../filter/read-control.ts';
import type { ExplainedEntry } from '../port.ts';
import type { IndexedProjection, ItemAnswers } from './ask-item.ts';

/** An entry of a filter as a question of its own. */
export interface EntryQuestion {
  name: string;
  wanted: unknown;
  /** Fields that it looks at. */
  fields: readonly string[];
  query: object;
}

/** Characters of a text that are shown. */
const shownText = 200;

/** The entries of a stored filter, each by itself. @param asOf what `now` is in it, ms */
export function entryQuestions(node: JsonNode, asOf: number): EntryQuestion[] {
  return membersOf(node).map((entry) => {
    const { name } = entry;
    const wanted = toValue(entry.value);
    if (controlKeys.includes(name)) {
      return { name, wanted, ...controlQuestion(name, node, asOf) };
    }
    const { conditions } = parseFilter(
      { type: 'object', members: [entry], offset: 0, length: 0 },
      { pointer: '/content_filter' },
    );
    return {
      name,
      wanted,
      fields: [...new Set(conditions.flatMap(fieldsOf))],
      query: compileConditions(conditions, asOf),
    };
  });
}

/** The name under which runs stand that the query allows: no field of the projection. */
const allowedRuns = 'restricted_runs';

/** Control keys count only together with a condition: they are read from the whole filter. */
function controlQuestion(name: string, node: JsonNode, asOf: number): Pick<EntryQuestion, 'fields' | 'query'> {
  const { control } = parseFilter(node, { pointer: '/content_filter' });
  switch (name) {
    case 'enterprise_force_include_aggregation_keys':
      return { fields: ['force_key'], query: forcedQuery(control.forcedAggregationKeys) };
    case 'restricted_runs_allowed':
      // It speaks against an item of which nothing is seen: a restricted run, or a course with no others, that it does not allow.
      return { fields: [allowedRuns], query: compileConditions([], asOf) };
    default:
      return {
        fields: ['content_type'],
        query: compileConditions(
          [],
          asOf,
          control.includeLearnerPathways ? [] : [oneOf('content_type', ['learnerpathway'])],
        ),
      };
  }
}

/** Whether forced inclusion alone makes an item a member. */
export function forcedQuery(keys: readonly string[]): object {
  return keys.length === 0 ? { match_none: {} } : oneOf('force_key', keys);
}

/**
 * What was said, in the order of the questions, which were asked under their places.
 * @param allowed restricted runs of the item that the query allows
 */
export function presentEntries(
  questions: readonly EntryQuestion[],
  { projection, met }: ItemAnswers,
  allowed: readonly string[],
): ExplainedEntry[] {
  return questions.map(({ name, wanted, fields }, place) => ({
    name,
    wanted,
    actual: Object.fromEntries(
      fields.map((field) => [
        field === 'force_key' ? 'aggregation_key' : field,
        field === allowedRuns ? [...allowed] : shown(field, projection),
      ]),
    ),
    holds: met.has(String(place)),
  }));
}

function fieldsOf(condition: Condition): string[] {
  switch (condition.kind) {
    case 'none':
      return [condition.of.field];
    case 'group':
      return condition.filters.flat().flatMap(fieldsOf);
    default:
      return [condition.field];
  }
}

/** Values as people write them. */
function shown(field: string, projection: IndexedProjection): (string | number | boolean)[] {
  const type = fieldByName.get(field)?.type;
  return (projection[field] ?? []).map((value) => {
    if (type === 'date') {
      return new Date(Number(value)).toISOString();
    }
    return type === 'text' ? String(value).slice(0, shownText) : value;
  });
}
