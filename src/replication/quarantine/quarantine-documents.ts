import { createHash } from 'node:crypto';
import type { Database } from '../../kernel/database.ts';
import type { Fault } from '../../kernel/errors.ts';
import { isObject } from '../contract/members.ts';
import { contentTypeOf } from '../contract/read-raw.ts';
import { contentTypes } from '../contract/raw-content.ts';
import type { ContentSource } from './models.ts';
import { dropKeyless, writeEntries, type QuarantineWrite } from './quarantine-row.mysql.ts';

/** A document that broke the contract, and why. */
export interface RefusedDocument {
  document: unknown;
  contentKey: string | null;
  errors: readonly Fault[];
}

/** Bytes of a body that is kept whole: no document may be larger. Of a larger one its beginning is kept, to be looked at. */
const largestBody = 4_000_000;
const beginning = 100_000;

/** Entries of one transaction. */
const batch = 100;

/** Documents without a key that are kept. */
const mostKeyless = 1_000;

/** Puts refused documents where they can be looked at and tried again. Keys within one call differ. */
export async function quarantineDocuments(
  database: Database,
  refused: readonly RefusedDocument[],
  source: ContentSource,
): Promise<void> {
  const writes = new Map(
    refused.map((one) => toWrite(one, source)).map((write) => [write.identity.toString('hex'), write]),
  );
  if (writes.size === 0) {
    return;
  }
  const entries = [...writes.values()];
  for (let start = 0; start < entries.length; start += batch) {
    const some = entries.slice(start, start + batch);
    await database.transaction((tx) => writeEntries(tx, some), { retryDuplicates: true });
  }
  if (refused.some(({ contentKey }) => contentKey === null)) {
    await dropKeyless(database, mostKeyless);
  }
}

function toWrite({ document, contentKey, errors }: RefusedDocument, source: ContentSource): QuarantineWrite {
  const text = textOf(document);
  const bytes = Buffer.byteLength(text);
  const whole = bytes <= largestBody && text !== unwritable;
  const bodyHash = createHash('sha256').update(text).digest();
  return {
    identity: createHash('sha256')
      .update(contentKey === null ? `body:${bodyHash.toString('hex')}` : `key:${contentKey}`)
      .digest(),
    contentKey,
    type: typeOf(document),
    source,
    errors: JSON.stringify(errors),
    body: whole ? text : text.slice(0, beginning).toWellFormed(),
    bytes,
    whole,
    bodyHash,
  };
}

const unwritable = '';

/** Deeply nested documents exhaust the stack of whoever writes them; they are refused for that. */
function textOf(document: unknown): string {
  try {
    return JSON.stringify(document ?? null);
  } catch (error) {
    if (error instanceof RangeError) {
      return unwritable;
    }
    throw error;
  }
}

function typeOf(document: unknown): string | null {
  const type = isObject(document) ? contentTypeOf(document) : undefined;
  return contentTypes.find((known) => known === type) ?? null;
}
