import type { Field } from '../../replication/port.ts';

/** Every operator that can be used now; a name without one means `exact`. */
const operators = ['exact', 'in', 'not', 'exclude', 'gt', 'gte', 'lt', 'lte', 'range', 'exists'] as const;
export type Operator = (typeof operators)[number];

const ordered = new Set<string>(['gt', 'gte', 'lt', 'lte', 'range']);
/** What text fields take: they cannot be asked for yet. */
const ofText = ['match', 'phrase', 'exists'];

/** The operators that can be used with a field. */
export function operatorsOf({ type }: Field): readonly Operator[] {
  if (type === 'text') {
    return [];
  }
  return operators.filter((one) => !ordered.has(one) || type === 'number' || type === 'date');
}

/** All that the language has for a field of this type, in words for its author. */
export function operatorNames(field: Field): readonly string[] {
  return field.type === 'text' ? ofText : operatorsOf(field);
}

/** Whether the language has the operator, for whatever type. */
export function isOperator(name: string): boolean {
  return [...operators, ...ofText].includes(name);
}

/** `key` alone of the keywords has a form of words. */
export function asksForWords({ name, type }: Field, operator: string | undefined): boolean {
  return type === 'text'
    ? operator === undefined || ofText.includes(operator)
    : name === 'key' && operator === 'phrase';
}
