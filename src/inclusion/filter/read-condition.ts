import type { Fault } from '../../kernel/errors.ts';
import { toValue, type JsonNode } from '../../kernel/json.ts';
import { readBoolean, type Field, type FieldName } from '../../replication/port.ts';
import type { Condition, Span, TextField } from './parsed-filter.ts';
import { readBound, readRange } from './read-bounds.ts';
import { readAll, readList, withoutNulls, type Place, type Written } from './read-list.ts';
import type { Operator } from './operators.ts';
import { readBooleanValue, readDateValue, readKeyword, readNumberValue, readText } from './read-value.ts';

/**
 * Reads the value of an entry.
 * @returns the conditions that it stands for, all of which hold; none when `faults` got at least one more
 */
export function readCondition(field: Field, operator: Operator, node: JsonNode, place: Place): Condition[] {
  const before = place.faults.length;
  const conditions = readAnything(field, operator, node, place);
  return place.faults.length > before ? [] : conditions;
}

function readAnything(field: Field, operator: Operator, node: JsonNode, place: Place): Condition[] {
  switch (operator) {
    case 'exists':
      return readExists(field, node, place);
    case 'range':
      return readRange(field, node, place);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return readBound(field, operator, node, place);
    case 'match':
    case 'phrase':
      return readWords(field, operator, node, place);
    case 'not':
    case 'exclude':
      return [{ kind: 'none', of: readAny(field, node, place) }];
    default:
      return [readAny(field, node, place)];
  }
}

function readExists(field: Field, node: JsonNode, { pointer, faults }: Place): Condition[] {
  const value = readBoolean(toValue(node));
  if (value === undefined) {
    faults.push({ pointer, code: 'wrong_type', detail: 'exists takes true or false' });
    return [];
  }
  return [{ kind: 'exists', field: field.name, value }];
}

/** Texts, each with a word in it. Accents are composed, as they are in content. */
function readWords(field: Field, how: 'match' | 'phrase', node: JsonNode, place: Place): Condition[] {
  if (!isTextField(field.name)) {
    return [];
  }
  const written = withoutNulls(readList(node, place), how, place.faults);
  const values = readAll(written, (value) => readText(field, value), place.faults);
  return [{ kind: 'words', field: field.name, how, values: unique(values).sort() }];
}

function isTextField(name: FieldName): name is TextField {
  return ['title', 'short_description', 'full_description', 'q', 'key'].includes(name);
}

/** Null among the values asks for content without the field. */
function readAny(field: Field, node: JsonNode, place: Place): Extract<Condition, { kind: 'any' }> {
  const written = readList(node, place);
  const values = written.filter(({ value }) => value !== null);
  return sortedAny(field, values, { missing: values.length < written.length, faults: place.faults });
}

function sortedAny(
  field: Field,
  written: readonly Written[],
  { missing, faults }: { missing: boolean; faults: Fault[] },
): Extract<Condition, { kind: 'any' }> {
  const start = { kind: 'any', field: field.name, missing } as const;
  switch (field.type) {
    case 'number': {
      const values = readAll(written, (value) => readNumberValue(field, value), faults);
      return { ...start, type: 'number', values: unique(values).sort((one, other) => one - other) };
    }
    case 'boolean': {
      const values = readAll(written, (value) => readBooleanValue(field, value), faults);
      return { ...start, type: 'boolean', values: unique(values).sort() };
    }
    case 'date': {
      const values = readAll(written, (value) => readDateValue(field, value), faults);
      return { ...start, type: 'date', values: uniqueSpans(values) };
    }
    default: {
      const values = readAll(written, (value) => readKeyword(field, value), faults);
      return { ...start, type: 'keyword', values: unique(values).sort() };
    }
  }
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function uniqueSpans(spans: readonly Span[]): Span[] {
  const byText = new Map(spans.map((span) => [`${String(span.from)} ${String(span.to)}`, span]));
  return [...byText.values()].sort((one, other) => one.from - other.from || one.to - other.to);
}
