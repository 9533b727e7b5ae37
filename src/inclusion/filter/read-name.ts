import { fieldByName, type Field } from '../../replication/port.ts';
import { controlKeys } from './read-control.ts';
import { suggest } from './suggest.ts';

export const operators = ['exact', 'in', 'not', 'exclude', 'gt', 'gte', 'lt', 'lte', 'range', 'exists'] as const;
export type Operator = (typeof operators)[number];

const ordered = new Set<string>(['gt', 'gte', 'lt', 'lte', 'range']);
/** Operators of the language that ask for words; they come later. */
const ofText = ['match', 'phrase', 'exists'];

/** Spellings found in production, and what they mean, as the field part. */
const fieldCorrections = new Map([
  ['aggregration__key', 'aggregation_key'],
  ['aggregation__key', 'aggregation_key'],
  ['enrollment_mode', 'type'],
  ['key.raw', 'key'],
]);
const nameCorrections = new Map([['org__exempt', 'org__exclude']]);

export type ReadName =
  | { ok: true; field: Field; operator: Operator; correction: { from: string; to: string } | undefined }
  | { ok: false; code: string; detail: string; suggestions: string[] };

/** Reads `FIELD` or `FIELD__OPERATOR`; names are exact in case. */
export function readName(written: string): ReadName {
  const corrected = correct(written);
  const { name, operator } = split(corrected);
  const field = fieldByName.get(name);
  if (field === undefined) {
    const detail = `there is no field ${shortened(name)}`;
    return { ok: false, code: 'unknown_field', detail, suggestions: suggestNames(corrected, name, operator) };
  }
  if (asksForWords(field, operator)) {
    return { ok: false, code: 'not_supported_yet', detail: 'words in texts cannot be asked for yet', suggestions: [] };
  }
  const allowed = operatorsOf(field);
  const known = allowed.find((one) => one === (operator ?? 'exact'));
  if (known === undefined) {
    return { ok: false, code: 'unknown_operator', ...wrongOperator(field, operator ?? '') };
  }
  return {
    ok: true,
    field,
    operator: known,
    correction: corrected === written ? undefined : { from: written, to: corrected },
  };
}

/** An operator of another type is not misspelt: only the detail helps. */
function wrongOperator(field: Field, operator: string): { detail: string; suggestions: string[] } {
  const taken: readonly string[] = field.type === 'text' ? ofText : operatorsOf(field);
  const misspelt = ![...operators, ...ofText].includes(operator);
  return {
    detail: `${field.name} is a ${field.type} field and takes ${taken.join(', ')}, not "${shortened(operator)}"`,
    suggestions: misspelt ? suggest(operator, taken).map((one) => `${field.name}__${one}`) : [],
  };
}

function operatorsOf({ type }: Field): readonly Operator[] {
  if (type === 'text') {
    return [];
  }
  return operators.filter((one) => !ordered.has(one) || type === 'number' || type === 'date');
}

/** `key` alone of the keywords has a form of words. */
function asksForWords({ name, type }: Field, operator: string | undefined): boolean {
  return type === 'text'
    ? operator === undefined || ofText.includes(operator)
    : name === 'key' && operator === 'phrase';
}

/** Names that would be accepted: what follows `__` may be an operator, or a part of the field's name. */
function suggestNames(whole: string, name: string, operator: string | undefined): string[] {
  if (operator === undefined || !operators.some((one) => one === operator)) {
    const near = suggest(whole, [...fieldByName.keys(), ...controlKeys]);
    if (near.length > 0 || operator === undefined) {
      return near;
    }
  }
  return suggest(name, fieldByName.keys()).flatMap((known) => {
    const field = fieldByName.get(known);
    const allowed = field === undefined ? [] : operatorsOf(field);
    const [nearest] = allowed.some((one) => one === operator) ? [operator] : suggest(operator, allowed);
    return nearest === undefined ? [] : [`${known}__${nearest}`];
  });
}

/** Names come from outside and may be of any length. */
function shortened(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}…` : name;
}

function correct(written: string): string {
  const whole = nameCorrections.get(written);
  if (whole !== undefined) {
    return whole;
  }
  for (const [wrong, right] of fieldCorrections) {
    if (written === wrong || written.startsWith(`${wrong}__`)) {
      return right + written.slice(wrong.length);
    }
  }
  return written;
}

/** The operator is what follows the last `__`. */
function split(name: string): { name: string; operator?: string } {
  const at = name.lastIndexOf('__');
  return at <= 0 ? { name } : { name: name.slice(0, at), operator: name.slice(at + 2) };
}
