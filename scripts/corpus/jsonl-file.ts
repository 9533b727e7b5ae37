import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What was written to one file. */
export interface WrittenFile {
  name: string;
  lines: number;
  bytes: number;
  sha256: string;
}

const CHUNK_CHARACTERS = 256 * 1024;

/**
 * Writes records to a file as JSON lines, in pieces that wait for the disk, so memory does not grow with the file.
 * The path is a temporary one; `name` is what the summary calls it. onLine hears of every line.
 * Throws the signal's reason before the next line once it is aborted.
 */
export async function writeJsonLines(options: {
  path: string;
  name: string;
  records: Iterable<unknown>;
  onLine: () => void;
  signal: AbortSignal | undefined;
}): Promise<WrittenFile> {
  const { path, name, records, onLine, signal } = options;
  const hash = createHash('sha256');
  let lines = 0;
  let bytes = 0;
  const seal = (text: string): Buffer => {
    const chunk = Buffer.from(text, 'utf8');
    hash.update(chunk);
    bytes += chunk.length;
    return chunk;
  };
  function* chunks(): Generator<Buffer> {
    let text = '';
    for (const record of records) {
      signal?.throwIfAborted();
      text += `${JSON.stringify(record)}\n`;
      lines += 1;
      onLine();
      if (text.length >= CHUNK_CHARACTERS) {
        yield seal(text);
        text = '';
      }
    }
    if (text !== '') {
      yield seal(text);
    }
  }
  await pipeline(Readable.from(chunks(), { highWaterMark: 1 }), createWriteStream(path));
  return { name, lines, bytes, sha256: hash.digest('hex') };
}
