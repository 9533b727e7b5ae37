import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Context } from 'koa';
import type { TObject } from 'typebox';
import { BadRequestError, NotFoundError, type Fault } from '../kernel/errors.ts';
import { parseJson, toValue, type JsonNode } from '../kernel/json.ts';
import { readBody } from './read-body.ts';
import type { Route } from './route.ts';
import { checkOf, faultsOf, meant } from './schemas/validators.ts';

/** Filters are up to 6 MB; only content is sent in bulk. */
const plainBodyBytes = 8 * 1_048_576;
const noSource: { text: string; node: JsonNode } = {
  text: '',
  node: { type: 'null', value: null, offset: 0, length: 0 },
};

export interface ReadRequest {
  path: unknown;
  query: unknown;
  body: unknown;
  source: { text: string; node: JsonNode };
}

/** Makes the reader of a route's requests. @param maxBodyBytes of a body that may be large */
export function requestReader(route: Route, maxBodyBytes: number): (ctx: Context) => Promise<ReadRequest> {
  const path = route.pathSchema === undefined ? undefined : checkOf(route.pathSchema);
  const query = route.querySchema === undefined ? undefined : checkOf(route.querySchema);
  const segments = Object.entries(route.pathSchema?.properties ?? {}) as [string, ParameterSchema][];
  const properties = Object.entries(route.querySchema?.properties ?? {}) as [string, ParameterSchema][];
  const body = route.body === undefined ? undefined : checkOf(route.body.schema);
  return async (ctx) => ({
    path: path === undefined ? {} : readPath(ctx, path(), segments, route.malformedPath),
    query: query === undefined ? {} : readQuery(ctx, query(), properties, route.querySchema),
    ...(body === undefined || route.body === undefined
      ? { body: undefined, source: noSource }
      : await readJson(ctx, body(), {
          read: route.body.read,
          limit: route.body.large === true ? maxBodyBytes : Math.min(plainBodyBytes, maxBodyBytes),
          mayBeEmpty: route.body.mayBeEmpty === true,
          mayBeForm: route.body.mayBeForm === true,
          anyType: route.body.anyType === true,
        })),
  });
}

function readPath(
  ctx: Context & { params?: Record<string, string> },
  validate: ValidateFunction,
  segments: readonly [string, ParameterSchema][],
  malformed: 400 | 404,
): Record<string, unknown> {
  const values = Object.fromEntries(
    segments.map(([name, schema]) => [name, readScalar(ctx.params?.[name] ?? '', schema)]),
  );
  if (!validate(values)) {
    if (malformed === 404) {
      throw new NotFoundError(`there is nothing at ${ctx.path}`);
    }
    throw new BadRequestError(describe(faultsOf(validate)), { faults: faultsOf(validate) });
  }
  return values;
}

interface ParameterSchema {
  type?: string | string[];
  'x-content-keys'?: boolean;
}

/**
 * The query parameters by their schemas: the first value of each, or all of them where it is a list. What nobody declared is
 * passed over, unless the schema closes itself (`additionalProperties: false`), where a misspelt name must not widen the answer.
 */
function readQuery(
  ctx: Context,
  validate: ValidateFunction,
  properties: readonly [string, ParameterSchema][],
  schema: TObject | undefined,
): Record<string, unknown> {
  // Without a prototype: `constructor` and the like are names as any other.
  const values = Object.create(null) as Record<string, unknown>;
  if (ctx.querystring !== '') {
    const given = new URLSearchParams(ctx.querystring);
    for (const [name, property] of properties) {
      if (property['x-content-keys'] === true) {
        const keys = keysOf(ctx, name);
        if (keys.length > 0) {
          values[name] = keys;
        }
      } else if (given.has(name)) {
        values[name] = property.type === 'array' ? given.getAll(name) : readScalar(given.get(name) ?? '', property);
      }
    }
    if ((schema as { additionalProperties?: unknown } | undefined)?.additionalProperties === false) {
      for (const name of given.keys()) {
        values[name] ??= given.get(name);
      }
    }
  }
  if (!validate(values)) {
    throw queryError(faultsOf(validate), properties);
  }
  return values;
}

/** A whole number; a yes or no in Django's spellings, which existing clients send; what is neither stays text, and is refused. */
function readScalar(text: string, { type }: ParameterSchema): unknown {
  if (type === 'integer') {
    return /^[0-9]{1,15}$/.test(text) ? Number(text) : text;
  }
  if (type !== 'boolean') {
    return text;
  }
  const plain = text.toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(plain)) {
    return true;
  }
  return ['false', '0', 'no', 'off', ''].includes(plain) ? false : text;
}

/**
 * The values of a repeatable parameter that holds content keys. A bare `+` is part of the key (`ORG+NUM`), not a space:
 * existing clients send it either way, and some send `%20` for it, having decoded it once too often.
 */
function keysOf(ctx: Context, wanted: string): string[] {
  const values = new Set<string>();
  for (const pair of ctx.querystring.split('&')) {
    const equals = pair.indexOf('=');
    if (equals === wanted.length && pair.startsWith(wanted)) {
      const value = decode(wanted, pair.slice(equals + 1));
      if (value !== '') {
        values.add(value);
        values.add(value.replaceAll(' ', '+'));
      }
    }
  }
  return [...values];
}

function decode(name: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new BadRequestError(`${name} is not percent-encoded UTF-8`, { cause: error });
  }
}

/** Existing clients expect 404 for a page that cannot be; everything else is 400. */
function queryError(faults: Fault[], properties: readonly [string, ParameterSchema][]): Error {
  const page = faults.find(({ pointer }) => pointer === '/page');
  if (page !== undefined && faults.length === 1) {
    return new NotFoundError('there is no such page: pages are numbered from 1');
  }
  const names = properties.map(([name]) => name);
  const unknown = faults.filter(({ code }) => code === 'unknown');
  const written = unknown.map(({ pointer }) => pointer.slice(1));
  return new BadRequestError(
    unknown.length > 0
      ? `${written.join(', ')}: there is no such parameter${unknown.map(meant).join('')}; there are ${names.join(', ')}`
      : describe(faults),
    { faults },
  );
}

function describe(faults: readonly Fault[]): string {
  return faults.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join('; ');
}

async function readJson(
  ctx: Context,
  validate: ValidateFunction,
  how: { read: 'value' | 'tree'; limit: number; mayBeEmpty: boolean; mayBeForm: boolean; anyType: boolean },
): Promise<Pick<ReadRequest, 'body' | 'source'>> {
  const written = await readBody(ctx, how.limit, how);
  const text = written === '' && how.mayBeEmpty ? '{}' : written;
  const { value, node } = how.read === 'tree' ? treeOf(text) : { value: valueOf(text), node: noSource.node };
  if (!validate(value)) {
    const faults = faultsOf(validate);
    const [first] = faults;
    throw new BadRequestError(
      faults.length === 1 && first !== undefined && first.pointer === ''
        ? `the body ${first.detail}`
        : `the body cannot be read: ${faults.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')}`,
      { faults },
    );
  }
  return { body: value, source: { text, node } };
}

function treeOf(text: string): { value: unknown; node: JsonNode } {
  const node = parseJson(text);
  return { value: toValue(node), node };
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadRequestError(`the body is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
