import { suggest } from '../../kernel/suggest.ts';
import { fieldByName, type Field } from '../../replication/port.ts';
import { isOperator, operatorsOf } from './operators.ts';
import { controlKeys } from './read-control.ts';

/**
 * Names near one whose field is unknown. What follows the last `__` may be an operator, a misspelt one, or a part of the
 * field's name (`course__type`).
 */
export function suggestNames(written: string, field: string, operator: string | undefined): string[] {
  const near =
    operator !== undefined && isOperator(operator) ? [] : suggest(written, [...fieldByName.keys(), ...controlKeys]);
  if (near.length > 0 || operator === undefined) {
    return near;
  }
  return suggest(field, fieldByName.keys()).flatMap((name) => {
    const known = fieldByName.get(name);
    return known === undefined ? [] : suggestOperators(known, operator).slice(0, 1);
  });
}

/** The field's name with the operator, or with those nearest to it. An operator of another type is not misspelt. */
export function suggestOperators(field: Field, operator: string): string[] {
  const names = operatorsOf(field);
  const fitting = isOperator(operator) ? names.filter((name) => name === operator) : suggest(operator, names);
  return fitting.map((name) => `${field.name}__${name}`);
}
