import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Fault } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import { contentSchemas } from './content-schema.ts';
import { isContentKey } from './identity.ts';
import { isObject, textOf } from './members.ts';
import { type ContentType, contentTypes, type JsonObject, type RawContent } from './raw-content.ts';

export type { RawContent } from './raw-content.ts';

/** Deeper documents are refused: upstream's are 10 deep, and everything that walks or writes JSON has a limit somewhere. */
const deepest = 64;
const mostErrors = 20;

export type ReadRaw = { ok: true; raw: RawContent } | { ok: false; errors: Fault[] };

/**
 * Checks a document that came from outside. A missing `content_type` is taken from the aggregation key's prefix and filled in; else `raw` is a
 * shallow copy of the value.
 * @returns the document, or every way in which it breaks the contract (the first twenty)
 */
export type Contract = (value: unknown) => ReadRaw;

/** The contract that these schemas make. Each is compiled when the first item of its type comes. */
export function contractOf(schemas: Readonly<Record<ContentType, object>>): Contract {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, validateSchema: false });
  ajv.addFormat('content-key', isContentKey);
  ajv.addFormat('content-uuid', isUuid);
  ajv.addFormat('content-uuid-or-blank', (value: string) => value.trim() === '' || isUuid(value));
  ajv.addFormat('blank', (value: string) => value.trim() === '');
  const compiled = new Map<ContentType, ValidateFunction>();
  const validatorOf = (type: ContentType): ValidateFunction => {
    const validate = compiled.get(type) ?? ajv.compile(schemas[type]);
    compiled.set(type, validate);
    return validate;
  };
  return (value) => {
    if (!isObject(value)) {
      return { ok: false, errors: [{ pointer: '', code: 'wrong_type', detail: 'content must be an object' }] };
    }
    if (isDeeperThan(value, deepest)) {
      const detail = `content must not be nested deeper than ${String(deepest)}`;
      return { ok: false, errors: [{ pointer: '', code: 'too_deep', detail }] };
    }
    const type = contentTypeOf(value);
    if (!isContentType(type)) {
      return { ok: false, errors: [typeFault(type)] };
    }
    const validate = validatorOf(type);
    if (!validate(value)) {
      return { ok: false, errors: (validate.errors ?? []).slice(0, mostErrors).map(faultOf) };
    }
    return { ok: true, raw: { ...value, content_type: type } };
  };
}

/** The contract in force. */
export const readRaw: Contract = contractOf(contentSchemas);

/** What a document says it is; unknown kinds too. */
export function contentTypeOf(document: JsonObject): unknown {
  const stated = document['content_type'] ?? undefined;
  const [prefix] = textOf(document['aggregation_key'])?.split(':', 1) ?? [];
  return stated ?? contentTypes.find((type) => type === prefix);
}

function isContentType(type: unknown): type is ContentType {
  return contentTypes.includes(type as ContentType);
}

function typeFault(type: unknown): Fault {
  const known = `it is one of ${contentTypes.join(', ')}`;
  return type === undefined
    ? { pointer: '/content_type', code: 'missing', detail: `content needs a content_type; ${known}` }
    : { pointer: '/content_type', code: 'unknown_content_type', detail: `no such content_type; ${known}` };
}

const keyForm = '1 to 255 characters, none of them a control character, no blanks around them';
const kinds: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  string: 'text',
  null: 'null',
  number: 'a number',
  boolean: 'true or false',
};

function faultOf(error: ErrorObject): Fault {
  const params = error.params as { type?: string | string[]; format?: string; missingProperty?: string };
  const pointer = error.instancePath;
  switch (error.keyword) {
    case 'required': {
      const member = params.missingProperty ?? '';
      return { pointer: `${pointer}/${member}`, code: 'missing', detail: `content needs its ${member}` };
    }
    case 'type': {
      const expected = [params.type ?? []].flat().map((type) => kinds[type] ?? type);
      return { pointer, code: 'wrong_type', detail: `must be ${expected.join(' or ')}` };
    }
    case 'format': {
      if (params.format === 'blank') {
        return { pointer, code: 'wrong_type', detail: 'must be an object, a list of them, or null' };
      }
      const isKey = params.format === 'content-key';
      return { pointer, code: 'malformed', detail: isKey ? `must be ${keyForm}` : 'must be a uuid' };
    }
    default:
      return { pointer, code: 'malformed', detail: error.message ?? 'breaks the contract' };
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}
