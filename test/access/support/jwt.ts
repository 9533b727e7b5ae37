import { createHmac, generateKeyPairSync, sign as signWith, type KeyObject } from 'node:crypto';
import { testSecret } from '../../support/token.ts';

/** The moment of these tests, ms since the epoch: nothing here waits for a real clock. */
export const start = Date.parse('2026-11-21T12:00:00Z');

export interface Header {
  alg?: unknown;
  kid?: string;
  [name: string]: unknown;
}

/** Claims as Open edX sends them: issued at `start`, good for an hour. Members that are undefined are left out. */
export function claims(more: Record<string, unknown> = {}): Record<string, unknown> {
  const now = start / 1_000;
  return {
    iss: 'https://lms.example.test/oauth2',
    aud: 'openedx',
    iat: now,
    exp: now + 3_600,
    preferred_username: 'ada',
    user_id: 7,
    roles: [],
    ...more,
  };
}

/** A token in compact form, signed without the library that checks it. What is text is taken as it is; such a header is HS256's. */
export function signed(header: Header | string, payload: unknown, key: string | KeyObject = testSecret): string {
  const body = [header, payload]
    .map((part) => base64url(typeof part === 'string' ? part : JSON.stringify(part)))
    .join('.');
  return `${body}.${signature(typeof header === 'string' ? 'HS256' : String(header.alg), body, key).toString('base64url')}`;
}

/** An HS256 token with these claims. */
export function token(more: Record<string, unknown> = {}, secret = testSecret): string {
  return signed({ alg: 'HS256', typ: 'JWT' }, claims(more), secret);
}

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function signature(algorithm: string, body: string, key: string | KeyObject): Buffer {
  const digest = `sha${algorithm.slice(2)}`;
  if (typeof key === 'string') {
    return createHmac(digest, key).update(body).digest();
  }
  const data = Buffer.from(body);
  return algorithm.startsWith('ES')
    ? signWith(digest, data, { key, dsaEncoding: 'ieee-p1363' })
    : signWith(digest, data, key);
}

export interface KeyPair {
  privateKey: KeyObject;
  publicKey: KeyObject;
}

export function rsaKey(modulusLength = 2_048): KeyPair {
  return generateKeyPairSync('rsa', { modulusLength });
}

export function ecKey(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}
