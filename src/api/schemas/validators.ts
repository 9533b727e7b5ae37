import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { TSchema } from 'typebox';
import type { Fault } from '../../kernel/errors.ts';

// Keywords are checked as they are compiled. To compile the schema of schemas as well would take longer than most of ours together.
const ajv = formats.default(new Ajv2020({ allErrors: true, allowUnionTypes: true, validateSchema: false }));
ajv.addVocabulary(['x-content-keys', 'example']);

/**
 * The check of a schema, compiled when it is first asked for: that takes milliseconds each, there are hundreds, and a process
 * that has just started needs few of them, a command none.
 */
export function checkOf(schema: TSchema): () => ValidateFunction {
  let compiled: ValidateFunction | undefined;
  return () => (compiled ??= ajv.compile(schema));
}

/** What is wrong, each fault with its place. An `anyOf` is told by what its branches miss. */
export function faultsOf(validate: ValidateFunction): Fault[] {
  return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf').map(toFault);
}

function toFault({ instancePath, keyword, message, params }: ErrorObject): Fault {
  const missing = (params as { missingProperty?: string }).missingProperty;
  const surplus = (params as { additionalProperty?: string }).additionalProperty;
  if (missing !== undefined) {
    return { pointer: `${instancePath}/${missing}`, code: 'required', detail: 'this member is required' };
  }
  if (surplus !== undefined) {
    return { pointer: `${instancePath}/${surplus}`, code: 'unknown', detail: 'there is no such member' };
  }
  const allowed = (params as { allowedValues?: unknown[] }).allowedValues;
  return {
    pointer: instancePath,
    code: keyword,
    detail: `${message ?? 'is wrong'}${allowed === undefined ? '' : `: ${allowed.map(String).join(', ')}`}`,
  };
}
