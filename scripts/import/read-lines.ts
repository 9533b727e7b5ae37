import { createReadStream } from 'node:fs';

/** Longest line, in characters: content is at most a few hundred kB, a filter 4 MB. */
export const longestLine = 16 * 1_048_576;

/**
 * The lines of a file, in bounded memory. Only `\n` and `\r\n` end a line: node:readline also breaks at U+2028, which JSON
 * may hold as it is. A line that is too long is given as `null`.
 */
export async function* readLines(file: string, onBytes: (bytes: number) => void): AsyncGenerator<string | null> {
  let rest = '';
  let tooLong = false;
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1_048_576 })) {
    const text = chunk as string;
    onBytes(Buffer.byteLength(text));
    const lines = text.split('\n');
    for (const [index, part] of lines.entries()) {
      rest = tooLong ? '' : rest + part;
      tooLong ||= rest.length > longestLine;
      if (index < lines.length - 1) {
        yield tooLong ? null : rest.replace(/\r$/, '');
        rest = '';
        tooLong = false;
      }
    }
  }
  if (rest !== '' || tooLong) {
    yield tooLong ? null : rest;
  }
}
