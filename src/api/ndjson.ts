import { Readable } from 'node:stream';

/** One JSON value a line (https://github.com/ndjson/ndjson-spec). */
export const ndjson = 'application/x-ndjson';

/** An answer of lines, sent as they are made: a part of them at a time, and the next when the client has taken the one before. */
export function ndjsonOf(parts: AsyncIterable<readonly object[]>): Readable {
  return Readable.from(texts(parts), { objectMode: false });
}

async function* texts(parts: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const lines of parts) {
    if (lines.length > 0) {
      yield `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
    }
  }
}
