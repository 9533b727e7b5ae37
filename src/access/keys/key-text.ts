import { hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** What the texts begin with, also to be found where they leak. Neither is the beginning of the other. */
type Kind = 'percolog' | 'percologsearch';
const form = /^([a-z]+)_([0-9A-Za-z]{12})_([\w-]{43})$/;
const idForm = /^[0-9A-Za-z]{12}$/;

/** Whether a text means to be one of our keys (`percolog`), or search tokens (`percologsearch`). */
export function isKeyText(text: string, kind: Kind = 'percolog'): boolean {
  return text.startsWith(`${kind}_`);
}

/** An API key as it is sent: `percolog_ID_SECRET`, with 71 bits of id, which is no secret, and 256 bits of secret. */
export function makeKeyText(): KeyText {
  return makeText('percolog');
}

/** A search token as it is sent: `percologsearch_ID_SECRET`. */
export function makeSearchTokenText(): KeyText {
  return makeText('percologsearch');
}

interface KeyText {
  id: string;
  text: string;
  secretHash: Buffer;
}

function makeText(kind: Kind): KeyText {
  const id = Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join('');
  const secret = randomBytes(32).toString('base64url');
  return { id, text: `${kind}_${id}_${secret}`, secretHash: hashOf(secret) };
}

/** Whether a text can be a key's id. */
export function isKeyId(text: string): boolean {
  return idForm.test(text);
}

/** @returns undefined when it is not a key of this kind */
export function parseKeyText(text: string, kind: Kind = 'percolog'): { id: string; secretHash: Buffer } | undefined {
  const [, word, id, secret] = form.exec(text) ?? [];
  return word !== kind || id === undefined || secret === undefined ? undefined : { id, secretHash: hashOf(secret) };
}

/** Compares in constant time: how long it takes must not tell how much of a guess was right. */
export function isSameHash(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** A fast hash is enough: unlike a password, 256 random bits cannot be guessed. */
function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
