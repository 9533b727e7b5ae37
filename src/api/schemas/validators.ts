import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { TSchema } from 'typebox';
import type { Fault } from '../../kernel/errors.ts';
import { suggest } from '../../kernel/suggest.ts';

// Keywords are checked as they are compiled. To compile the schema of schemas as well would take longer than most of ours together.
// Faults with their schemas (`verbose`): what is there says what may have been meant.
const ajv = formats.default(
  new Ajv2020({ allErrors: true, allowUnionTypes: true, validateSchema: false, verbose: true }),
);
ajv.addVocabulary(['x-content-keys', 'example']);

/**
 * The check of a schema, compiled when it is first asked for: that takes milliseconds each, there are hundreds, and a process
 * that has just started needs few of them, a command none.
 */
export function checkOf(schema: TSchema): () => ValidateFunction {
  let compiled: ValidateFunction | undefined;
  return () => (compiled ??= ajv.compile(schema));
}

/** Near names are looked for so often: a body may have a million faults. */
const mostMeant = 10;

/**
 * What is wrong, each fault with its place, and near names for what is not known. An `anyOf` is told by what its branches miss; what has
 * no form of a UUID is told once, though there is a pattern for it too.
 */
export function faultsOf(validate: ValidateFunction): Fault[] {
  const errors = validate.errors ?? [];
  const unformed = new Set(
    errors.filter(({ keyword }) => keyword === 'format').map(({ instancePath }) => instancePath),
  );
  return errors
    .filter(
      ({ keyword, instancePath }) => keyword !== 'anyOf' && !(keyword === 'pattern' && unformed.has(instancePath)),
    )
    .map((error, at) => toFault(error, at < mostMeant));
}

/** What may have been meant by a name, as the end of a sentence; nothing where no name is near. */
export function meant({ suggestions = [] }: Pick<Fault, 'suggestions'>): string {
  return suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(' or ')}?`;
}

function toFault({ instancePath, keyword, message, params, parentSchema, data }: ErrorObject, isMeant: boolean): Fault {
  const missing = (params as { missingProperty?: string }).missingProperty;
  const surplus = (params as { additionalProperty?: string }).additionalProperty;
  if (missing !== undefined) {
    return { pointer: `${instancePath}/${missing}`, code: 'required', detail: 'this member is required' };
  }
  if (surplus !== undefined) {
    const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
    const near = isMeant ? nearest(surplus, known) : {};
    const pointer = `${instancePath}/${surplus}`;
    return { pointer, code: 'unknown', detail: `there is no such member${meant(near)}`, ...near };
  }
  const allowed = (params as { allowedValues?: unknown[] }).allowedValues?.map(String);
  if (allowed !== undefined) {
    const near = isMeant ? nearest(data, allowed) : {};
    return {
      pointer: instancePath,
      code: keyword,
      detail: `must be one of ${allowed.join(', ')}${meant(near)}`,
      ...near,
    };
  }
  return { pointer: instancePath, code: keyword, detail: message ?? 'is wrong' };
}

function nearest(written: unknown, known: readonly string[]): Pick<Fault, 'suggestions'> {
  const suggestions = typeof written === 'string' ? suggest(written, known) : [];
  return suggestions.length === 0 ? {} : { suggestions };
}
