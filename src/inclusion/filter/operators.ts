import type { Field } from '../../replication/port.ts';

/** Every operator; a name without one means `exact`, of a text field `phrase`. */
const operators = [
  'exact',
  'in',
  'not',
  'exclude',
  'gt',
  'gte',
  'lt',
  'lte',
  'range',
  'match',
  'phrase',
  'exists',
] as const;
export type Operator = (typeof operators)[number];

const ordered: readonly string[] = ['gt', 'gte', 'lt', 'lte', 'range'];
const ofText: readonly Operator[] = ['match', 'phrase', 'exists'];

/** The operators that can be used with a field; the first is what its name alone means. */
export function operatorsOf({ name, type }: Field): readonly Operator[] {
  if (type === 'text') {
    return ['phrase', 'match', 'exists'];
  }
  const isOrdered = type === 'number' || type === 'date';
  const plain = operators.filter((one) => one === 'exists' || !ofText.includes(one));
  return plain.filter((one) => isOrdered || !ordered.includes(one)).concat(name === 'key' ? ['phrase'] : []);
}

/** Whether the language has the operator, for whatever type. */
export function isOperator(name: string): boolean {
  return operators.some((one) => one === name);
}
