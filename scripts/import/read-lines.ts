import { createReadStream } from 'node:fs';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A line of a file, or why it cannot be one. */
export type Line = { text: string; bytes: number } | { reason: string };

/**
 * The lines of a file of UTF-8 text, in memory bounded by the longest line. Only `\n` and `\r\n` end a line: node:readline also
 * breaks at U+2028, which JSON may hold as it is. A byte order mark before a line is passed over.
 * @param longest in bytes; a longer line is told and passed over
 */
export async function* readLines(
  file: string,
  longest: number,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > longest) {
      parts = [];
    } else {
      parts.push(part);
    }
  };
  const end = (): Line => {
    const line = length > longest ? { reason: `longer than ${String(longest)} bytes` } : decode(Buffer.concat(parts));
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>) {
    onBytes(chunk.length);
    let start = 0;
    for (let stop = chunk.indexOf(lineFeed); stop >= 0; stop = chunk.indexOf(lineFeed, start)) {
      add(chunk.subarray(start, stop));
      yield end();
      start = stop + 1;
    }
    add(chunk.subarray(start));
  }
  if (length > 0) {
    yield end();
  }
}

function decode(bytes: Buffer): Line {
  const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
  try {
    // A byte that is no UTF-8 must not become U+FFFD in what is stored.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end)), bytes: bytes.length };
  } catch {
    return { reason: 'not UTF-8' };
  }
}
