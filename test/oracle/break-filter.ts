import { FIELD_TYPES, type FieldType } from './fields.ts';
import { isObject, type JsonObject } from './json.ts';
import { OPERATORS } from './operators.ts';
import type { Random } from './random.ts';

const NAMES = [
  'colour',
  'levl_type',
  'Level_Type',
  'course__type__exclude',
  'org__',
  '__exclude',
  'a/b~c',
  'any_off',
  'now',
];
const OPERATOR_NAMES = [...new Set(Object.values(OPERATORS).flat()), 'notreal', 'Exact'].filter(
  (one) => one !== 'none',
);
/** Right for some fields and operators, wrong for others: what is refused, the evaluator says. */
const VALUES: readonly unknown[] = [
  null,
  true,
  'False',
  'yes',
  'TRUE',
  0,
  7,
  -12.5,
  '49',
  ' 7 ',
  '1,000',
  'NaN',
  '1e400',
  '',
  ' \t',
  'course',
  'video',
  'x__y',
  '1__2',
  '2__1',
  '…',
  '2026-01-31',
  '2026-02-30',
  '2026-13-01',
  '2026-01-01T25:00',
  '2026-01-01__2025-01-01',
  'now',
  'now-3d',
  'now - 3d',
  'now+3x',
  'now__now-1d',
  [],
  [[]],
  [null],
  ['a', ''],
  ['a', 5],
  [1, 2],
  [2, 1],
  [1, 2, 3],
  ['2026-01-01', '2026-02-01'],
  ['now', 'now-1M'],
  {},
  { a: 1 },
];
const CONTROLS: readonly (readonly [string, unknown])[] = [
  ['include_learner_pathways', 'yes'],
  ['include_learner_pathways', null],
  ['include_learner_pathways', ['true']],
  ['include_learner_pathways', 'True'],
  ['enterprise_force_include_aggregation_keys', 'course:A'],
  ['enterprise_force_include_aggregation_keys', [5]],
  ['enterprise_force_include_aggregation_keys', ['']],
  ['enterprise_force_include_aggregation_keys', ['course:A']],
  ['restricted_runs_allowed', ['A']],
  ['restricted_runs_allowed', { A: [] }],
  ['restricted_runs_allowed', { A: 'course-v1:A+1' }],
  ['restricted_runs_allowed', { A: ['course-v1:A+1'] }],
];
const GROUP_VALUES: readonly unknown[] = [
  [],
  {},
  'x',
  [1],
  [null],
  [{}],
  [[{ org: 'x' }]],
  [{ include_learner_pathways: false }],
];

/**
 * A filter with something put into it that the language refuses, or may: a name, an operator, a value, a group, a control key, at the
 * top or inside a group.
 */
export function breakFilter(random: Random, filter: JsonObject): JsonObject {
  if (random.chance(0.02)) {
    return random.pick<JsonObject>([{}, { include_learner_pathways: false }]);
  }
  const [name, value] = oddEntry(random);
  return put(random, filter, name, value, 1);
}

function oddEntry(random: Random): readonly [string, unknown] {
  const roll = random.next();
  if (roll < 0.1) {
    return [random.pick(NAMES), 'x'];
  }
  if (roll < 0.2) {
    return random.pick(CONTROLS);
  }
  if (roll < 0.3) {
    return [
      random.pick(['any_of', 'all_of', 'none_of']),
      random.chance(0.2) ? nested(random.between(3, 6)) : random.pick(GROUP_VALUES),
    ];
  }
  const type = random.pick(['keyword', 'boolean', 'number', 'date', 'text'] satisfies FieldType[]);
  const field = random.pick(Array.from(FIELD_TYPES.keys()).filter((one) => FIELD_TYPES.get(one) === type));
  const operator = random.chance(0.3) ? undefined : random.pick(random.chance(0.7) ? OPERATORS[type] : OPERATOR_NAMES);
  return [operator === undefined || operator === 'none' ? field : `${field}__${operator}`, random.pick(VALUES)];
}

/** A group in a group in a group … `depth` levels deep. */
function nested(depth: number): unknown {
  return [depth === 1 ? { org: 'x' } : { any_of: nested(depth - 1) }];
}

/** At the top, or in some filter of some group. */
function put(random: Random, filter: JsonObject, name: string, value: unknown, level: number): JsonObject {
  const groups = Object.entries(filter).filter(([member]) => ['any_of', 'all_of', 'none_of'].includes(member));
  if (groups.length === 0 || random.chance(0.4 * level)) {
    return { ...filter, [name]: value };
  }
  const [group, filters] = random.pick(groups);
  const list = (Array.isArray(filters) ? filters : []).filter(isObject);
  const at = random.between(0, list.length - 1);
  return {
    ...filter,
    [group]: list.map((one, index) => (index === at ? put(random, one, name, value, level + 1) : one)),
  };
}
