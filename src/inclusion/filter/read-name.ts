import { fieldByName, type Field } from '../../replication/port.ts';
import { operatorsOf, type Operator } from './operators.ts';
import { suggestNames, suggestOperators } from './suggest-names.ts';

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
  const operators = operatorsOf(field);
  const known = operator === undefined ? operators[0] : operators.find((one) => one === operator);
  if (known === undefined) {
    const detail = `${name} is a ${field.type} field and takes ${operators.join(', ')}, not "${shortened(operator ?? '')}"`;
    return { ok: false, code: 'unknown_operator', detail, suggestions: suggestOperators(field, operator ?? '') };
  }
  return {
    ok: true,
    field,
    operator: known,
    correction: corrected === written ? undefined : { from: written, to: corrected },
  };
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
