import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

type Document = Record<string, unknown>;

/** An item of the corpus: what lists are filtered by, and where its document is. */
export interface Entry {
  /** Key of a course or run, uuid of a program or pathway; as lists name it. */
  key: string;
  type: string;
  /** `aggregation_key`, or what it would be. */
  aggregationKey: string;
  restriction: string | undefined;
  /** Ms since the epoch. */
  modified: number;
  at: { offset: number; length: number } | { document: Document };
}

const lineFeed = 0x0a;

/**
 * Content as `npm run corpus` writes it. The file is read once for an index of some hundred bytes an item; documents are read from it when
 * they are asked for. What is changed or removed later is kept here, and the file stays as it is.
 */
export class Corpus {
  readonly #file: FileHandle | undefined;
  readonly #entries = new Map<string, Entry>();
  /** What `entries` gave, until something changes. */
  #listed: readonly Entry[] | undefined;

  private constructor(file: FileHandle | undefined) {
    this.#file = file;
  }

  /** @throws Error when the file cannot be read, or holds a line that is no JSON object */
  static async open(path: string): Promise<Corpus> {
    const corpus = new Corpus(await open(path, 'r'));
    for await (const { text, offset, length } of readLines(path)) {
      corpus.#add(entryOf(JSON.parse(text) as Document, { offset, length }));
    }
    return corpus;
  }

  static of(documents: readonly Document[]): Corpus {
    const corpus = new Corpus(undefined);
    for (const document of documents) {
      corpus.#add(entryOf(document, { document }));
    }
    return corpus;
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  /** In the order in which they came. */
  entries(): readonly Entry[] {
    this.#listed ??= [...this.#entries.values()];
    return this.#listed;
  }

  async read({ at }: Entry): Promise<Document> {
    if ('document' in at) {
      return at.document;
    }
    const buffer = Buffer.alloc(at.length);
    await this.#file?.read(buffer, 0, at.length, at.offset);
    return JSON.parse(buffer.toString('utf8')) as Document;
  }

  /** A new document, or another one for the same key; it changed now. */
  put(document: Document): void {
    this.#add({ ...entryOf(document, { document }), modified: Date.now() });
  }

  /** @returns whether it was there */
  remove(key: string): boolean {
    this.#listed = undefined;
    return this.#entries.delete(key);
  }

  #add(entry: Entry): void {
    this.#listed = undefined;
    this.#entries.set(entry.key, entry);
  }
}

function entryOf(document: Document, at: Entry['at']): Entry {
  const text = (member: string): string | undefined => {
    const value = document[member];
    return typeof value === 'string' ? value : undefined;
  };
  const type = text('content_type') ?? 'course';
  const key = (type === 'course' || type === 'courserun' ? text('key') : text('uuid')) ?? '';
  const modified = Date.parse(text('data_modified_timestamp') ?? text('modified') ?? '');
  return {
    key,
    type,
    aggregationKey: text('aggregation_key') ?? `${type}:${key}`,
    restriction: text('restriction_type'),
    modified: Number.isNaN(modified) ? 0 : modified,
    at,
  };
}

async function* readLines(path: string): AsyncGenerator<{ text: string; offset: number; length: number }> {
  let rest = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>) {
    const buffer = Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = buffer.indexOf(lineFeed); end >= 0; end = buffer.indexOf(lineFeed, start)) {
      yield { text: buffer.toString('utf8', start, end), offset: offset + start, length: end - start };
      start = end + 1;
    }
    rest = buffer.subarray(start);
    offset += start;
  }
  if (rest.length > 0) {
    yield { text: rest.toString('utf8'), offset, length: rest.length };
  }
}
