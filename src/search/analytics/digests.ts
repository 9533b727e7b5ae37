import { createHash, createHmac } from 'node:crypto';

/** Bytes that are kept of each result's hash. */
const resultBytes = 4;
/** As many results of one answer can be told apart; of longer ones anything counts as shown. */
const mostResults = 100;

/** Tells searchers of one customer apart while the salt is known; nobody can be found by it afterwards. 16 bytes. */
export function searcherHash(salt: Buffer, customer: string, searcher: string): Buffer {
  return createHmac('sha256', salt).update(`${customer}\0${searcher}`).digest().subarray(0, 16);
}

/** What a search was narrowed by, to tell such searches from others. 8 bytes. */
export function narrowingDigest(narrowedBy: object): Buffer {
  return hash(JSON.stringify(narrowedBy)).subarray(0, 8);
}

/** A text by which it is found. 16 bytes. */
export function textDigest(text: string): Buffer {
  return hash(text).subarray(0, 16);
}

/** A text of a customer, of which searchers are seen in a week; and a language of one, of which they are on a day. 16 bytes. */
export function seenTextDigest(customer: string, text: string): Buffer {
  return hash(`text\0${customer}\0${text}`).subarray(0, 16);
}

export function seenDayDigest(customer: string, locale: string): Buffer {
  return hash(`day\0${customer}\0${locale}`).subarray(0, 16);
}

/** What was shown, in few bytes; none where it was too much. */
export function shownDigest(shown: readonly string[]): Buffer {
  return shown.length > mostResults ? Buffer.alloc(0) : Buffer.concat(shown.map(resultDigest));
}

/** Whether a result may have been among those shown: one in four thousand million is by chance. */
export function wasShown(shown: Buffer, result: string): boolean {
  const wanted = resultDigest(result);
  for (let at = 0; at < shown.length; at += resultBytes) {
    if (shown.subarray(at, at + resultBytes).equals(wanted)) {
      return true;
    }
  }
  return false;
}

function resultDigest(result: string): Buffer {
  return hash(result).subarray(0, resultBytes);
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
