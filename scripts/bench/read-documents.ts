import { createReadStream } from 'node:fs';

/** The documents of a JSON Lines file that we wrote ourselves, one at a time. */
export async function* readDocuments<Document>(file: string): AsyncGenerator<Document> {
  for await (const line of readLines(file)) {
    yield JSON.parse(line) as Document;
  }
}

/** Its lines, as they are. */
export async function* readLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1_048_576 })) {
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
