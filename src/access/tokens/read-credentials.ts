import { UnauthenticatedError } from '../../kernel/errors.ts';
import { isKeyText } from '../keys/key-text.ts';
import type { Credentials } from '../port.ts';

/** Characters: a token of Open edX has some 1,000, and a list of many roles several thousand. */
const longest = 8_192;

export type Presented = { kind: 'token'; text: string } | { kind: 'key'; text: string };

/**
 * What a request shows to say who calls. A header that is there counts, good or not; cookies count where there is none.
 * @throws UnauthenticatedError when there is nothing that could be a token or a key
 */
export function readCredentials({ authorization, cookies }: Credentials, cookiePrefix: string): Presented {
  const presented = authorization === '' ? readCookies(cookies, cookiePrefix) : readHeader(authorization);
  if (presented.text.length > longest) {
    throw new UnauthenticatedError(`the token is longer than ${String(longest)} characters`);
  }
  return presented;
}

function readHeader(authorization: string): Presented {
  const text = authorization.trim();
  const blank = text.indexOf(' ');
  const scheme = text.slice(0, Math.max(blank, 0)).toLowerCase();
  if (scheme !== 'jwt' && scheme !== 'bearer') {
    throw new UnauthenticatedError('the Authorization header must be `Bearer TOKEN`, `JWT TOKEN` or `Bearer API-KEY`');
  }
  const credential = text.slice(blank).trimStart();
  return { kind: scheme === 'bearer' && isKeyText(credential) ? 'key' : 'token', text: credential };
}

/** Open edX splits a token: pages can read the first part, and only the browser has the signature. */
function readCookies(header: string, prefix: string): Presented {
  if (header === '') {
    throw new UnauthenticatedError('no token or API key is given: send `Authorization: Bearer TOKEN`');
  }
  const names = [`${prefix}-header-payload`, `${prefix}-signature`] as const;
  const cookies = new Map<string, string>();
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals).trim();
    // The first of a name is the one whose path is nearest.
    if (equals !== -1 && !cookies.has(name)) {
      cookies.set(name, pair.slice(equals + 1).trim());
    }
  }
  const parts = names.map((name) => cookies.get(name) ?? '');
  if (parts.includes('')) {
    throw new UnauthenticatedError(`the cookies ${names.join(' and ')} are not both given`);
  }
  return { kind: 'token', text: parts.join('.') };
}
