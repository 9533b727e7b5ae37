import { BadRequestError } from '../kernel/errors.ts';
import { suggest } from '../kernel/suggest.ts';
import { readInstant } from '../replication/port.ts';
import { attributeNames, attributes, type Attribute, type Filter, type Range } from '../search/port.ts';
import { meant } from './schemas/validators.ts';

/** As deep as anybody writes by hand, and more. */
const deepest = 8;
const sides = ['gt', 'gte', 'lt', 'lte'] as const;

/** A filter as it was sent. @throws BadRequestError that says where it is not one */
export function readSearchFilter(value: unknown, at = 'filter', depth = 1): Filter {
  if (depth > deepest) {
    throw new BadRequestError(`${at} is nested more than ${String(deepest)} levels deep`);
  }
  const members = objectOf(value, at);
  const inner = (one: unknown, name: string): Filter => readSearchFilter(one, `${at}.${name}`, depth + 1);
  switch (Object.keys(members).sort().join()) {
    case 'all':
      return { all: listOf(members['all'], `${at}.all`).map((one, index) => inner(one, `all[${String(index)}]`)) };
    case 'any':
      return { any: listOf(members['any'], `${at}.any`).map((one, index) => inner(one, `any[${String(index)}]`)) };
    case 'not':
      return { not: inner(members['not'], 'not') };
    case 'attribute,in':
      return readIn(members, at);
    case 'attribute,range':
      return { attribute: attributeOf(members['attribute'], at), range: readRange(members, at) };
    default:
      throw new BadRequestError(`${at} must be {all}, {any}, {not}, {attribute, in} or {attribute, range}`);
  }
}

/**
 * A bound of a number or a moment; a date without a time is its whole day in UTC.
 * @param side which end of the day is meant
 */
export function readBound(attribute: Attribute, side: keyof Range, value: unknown, at: string): number {
  if (attributes[attribute] === 'instant') {
    const read = typeof value === 'number' ? { from: value, to: value } : readInstant(value);
    if (read !== undefined && Number.isFinite(read.from)) {
      return Math.trunc(side === 'gt' || side === 'lte' ? read.to : read.from);
    }
    throw new BadRequestError(`${at} must be a date such as 2026-01-31 or a moment such as 2026-01-31T12:00:00Z`);
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (attributes[attribute] === 'number' && typeof number === 'number' && Number.isFinite(number)) {
    return number;
  }
  throw new BadRequestError(
    attributes[attribute] === 'number' ? `${at} must be a number` : `${at}: ${attribute} has no order`,
  );
}

function readIn(members: Readonly<Record<string, unknown>>, at: string): Filter {
  const attribute = attributeOf(members['attribute'], at);
  const kind = attributes[attribute];
  const values = listOf(members['in'], `${at}.in`).map((value, index) => {
    const where = `${at}.in[${String(index)}]`;
    if (kind === 'instant' || kind === 'number') {
      return readBound(attribute, 'gte', value, where);
    }
    if (typeof value !== (kind === 'keyword' ? 'string' : 'boolean')) {
      throw new BadRequestError(`${where} must be a ${kind === 'keyword' ? 'text' : 'boolean'}`);
    }
    return value as string | boolean;
  });
  return { attribute, in: values };
}

function readRange(members: Readonly<Record<string, unknown>>, at: string): Range {
  const attribute = attributeOf(members['attribute'], at);
  const where = `${at}.range`;
  const given = objectOf(members['range'], where);
  const unknown = Object.keys(given).filter((name) => !(sides as readonly string[]).includes(name));
  if (unknown.length > 0 || Object.keys(given).length === 0) {
    throw new BadRequestError(`${where} must have one or more of gt, gte, lt and lte`);
  }
  return Object.fromEntries(
    sides.flatMap((side) =>
      side in given ? [[side, readBound(attribute, side, given[side], `${where}.${side}`)]] : [],
    ),
  );
}

function attributeOf(value: unknown, at: string): Attribute {
  if (typeof value === 'string' && Object.hasOwn(attributes, value)) {
    return value as Attribute;
  }
  const near = typeof value === 'string' ? { suggestions: suggest(value, attributeNames) } : {};
  throw new BadRequestError(`${at}.attribute must be one of ${attributeNames.join(', ')}${meant(near)}`);
}

const mostValues = 10_000;

function listOf(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > mostValues) {
    throw new BadRequestError(`${at} must be a list of at most ${String(mostValues)} entries`);
  }
  return value as readonly unknown[];
}

function objectOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadRequestError(`${at} must be an object`);
  }
  return value as Readonly<Record<string, unknown>>;
}
