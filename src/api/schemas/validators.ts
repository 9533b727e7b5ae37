import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { TSchema } from 'typebox';
import type { Fault } from '../../kernel/errors.ts';

const ajv = formats.default(new Ajv2020({ allErrors: true, allowUnionTypes: true }));
ajv.addVocabulary(['x-content-keys', 'example']);

export function compileSchema(schema: TSchema): ValidateFunction {
  return ajv.compile(schema);
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
