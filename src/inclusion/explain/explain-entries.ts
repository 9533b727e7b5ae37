import { membersOf, toValue, type JsonNode, type Member } from '../../kernel/json.ts';
import { fieldByName } from '../../replication/port.ts';
import { conditionHolds, isAdmitted, isForced, type StoredProjection } from '../filter/evaluate-filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import type { Condition } from '../filter/parsed-filter.ts';
import { controlKeys } from '../filter/read-control.ts';
import type { ExplainedEntry } from '../port.ts';

/** Each entry of a stored filter by itself: what it wants, what the item has, and whether that will do. */
export function explainEntries(node: JsonNode, projection: StoredProjection): ExplainedEntry[] {
  return membersOf(node).map((entry) =>
    controlKeys.includes(entry.name) ? explainControl(node, entry, projection) : explainEntry(entry, projection),
  );
}

function explainEntry(entry: Member, projection: StoredProjection): ExplainedEntry {
  const { conditions } = parseFilter(
    { type: 'object', members: [entry], offset: 0, length: 0 },
    { pointer: '/content_filter' },
  );
  return {
    name: entry.name,
    wanted: toValue(entry.value),
    actual: Object.fromEntries(conditions.map(fieldOf).map((field) => [field, shown(field, projection)])),
    holds: conditions.every((condition) => conditionHolds(condition, projection)),
  };
}

/** Control keys decide before the conditions are asked, and only together with one: they are read from the whole filter. */
function explainControl(node: JsonNode, { name, value }: Member, projection: StoredProjection): ExplainedEntry {
  const { control } = parseFilter(node, { pointer: '/content_filter' });
  return name === 'enterprise_force_include_aggregation_keys'
    ? {
        name,
        wanted: toValue(value),
        actual: { aggregation_key: [...(projection['force_key'] ?? [])] },
        holds: isForced(control, projection),
      }
    : {
        name,
        wanted: toValue(value),
        actual: { content_type: shown('content_type', projection) },
        holds: isAdmitted(control, projection),
      };
}

function fieldOf(condition: Condition): string {
  return condition.kind === 'none' ? condition.of.field : condition.field;
}

/** Values as people write them. */
function shown(field: string, projection: StoredProjection): (string | number | boolean)[] {
  const values = projection[field] ?? [];
  const isDate = fieldByName.get(field)?.type === 'date';
  return values.map((value) => (isDate ? new Date(Number(value)).toISOString() : value));
}
