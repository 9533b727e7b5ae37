import { createHmac, timingSafeEqual } from 'node:crypto';
import { UnauthenticatedError } from '../../kernel/errors.ts';

/** What a secured key says of the searches that it is for. */
export interface KeyRestrictions {
  /** In the language of the portal's `filters`: what every search is kept to. */
  filters: string | undefined;
  /** Seconds since the epoch; undefined: it does not end. */
  validUntil: number | undefined;
  /** Undefined: every one. */
  restrictIndices: readonly string[] | undefined;
  userToken: string | undefined;
}

/** Characters; a key for 100 queries has 10,000. */
const longest = 65_536;
const form = /^[A-Za-z0-9+/]+={0,2}$/;
/** Of the signature, in hexadecimal. */
const signatureLength = 64;
const names = new Set(['filters', 'validUntil', 'restrictIndices', 'userToken']);

/**
 * A key in the form of the portal's protocol: `base64( hex( HMAC-SHA256(secret, restrictions) ) + restrictions )`, the restrictions as
 * a query string. Whoever has it can read them; they cannot be changed, nor taken back before `validUntil`.
 */
export function makeSecuredKey(secret: string, restrictions: KeyRestrictions): string {
  const { filters, validUntil, restrictIndices, userToken } = restrictions;
  const written = new URLSearchParams({
    ...(filters === undefined ? {} : { filters }),
    ...(restrictIndices === undefined ? {} : { restrictIndices: JSON.stringify(restrictIndices) }),
    ...(userToken === undefined ? {} : { userToken }),
    ...(validUntil === undefined ? {} : { validUntil: String(validUntil) }),
  }).toString();
  return Buffer.from(signatureOf(secret, Buffer.from(written)) + written).toString('base64');
}

/**
 * What a secured key is for. The three libraries in use write the query string differently (order, `+` or `%20`, a list as JSON or with
 * commas): the signature is of the bytes as they came, which are read only after it was checked. It says nothing of the end.
 * @throws UnauthenticatedError for a key that was not signed with this secret, or restricts by what is not understood here
 */
export function readSecuredKey(secret: string, text: string): KeyRestrictions {
  const bytes = text.length <= longest && form.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  const written = bytes.subarray(signatureLength);
  const given = bytes.subarray(0, signatureLength);
  const expected = Buffer.from(signatureOf(secret, written));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new UnauthenticatedError('Invalid Application-ID or API key');
  }
  const restrictions = new URLSearchParams(written.toString('utf8'));
  for (const name of restrictions.keys()) {
    if (!names.has(name) || restrictions.getAll(name).length > 1) {
      throw new UnauthenticatedError(`the key restricts by ${name}, which is not supported, or does so twice`);
    }
  }
  const validUntil = restrictions.get('validUntil');
  if (validUntil !== null && !/^\d{1,12}$/.test(validUntil)) {
    throw new UnauthenticatedError('the validUntil of the key is no number of seconds');
  }
  const indices = restrictions.get('restrictIndices');
  return {
    filters: restrictions.get('filters') ?? undefined,
    validUntil: validUntil === null ? undefined : Number(validUntil),
    restrictIndices: indices === null ? undefined : readList(indices),
    userToken: restrictions.get('userToken') ?? undefined,
  };
}

function signatureOf(secret: string, written: Buffer): string {
  return createHmac('sha256', secret).update(written).digest('hex');
}

/** @throws UnauthenticatedError */
function readList(text: string): string[] {
  if (!text.startsWith('[')) {
    return text.split(',');
  }
  try {
    const list = JSON.parse(text) as unknown;
    if (Array.isArray(list) && list.every((entry) => typeof entry === 'string')) {
      return list;
    }
  } catch {
    // Told below, as any other list that is none.
  }
  throw new UnauthenticatedError('the restrictIndices of the key is no list of names');
}
