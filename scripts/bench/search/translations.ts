import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { uniqueWord } from '../change-course.ts';
import { openToAll, type BenchContext } from '../context.ts';
import { readDocuments } from '../read-documents.ts';
import { untilDecided } from '../read-memberships.ts';
import { startChild } from '../start-child.ts';
import { withService } from '../../scratch/service.ts';
import { withDatabase } from '../with-database.ts';

/** Words of translations come after those of all changes. */
const firstWord = 1_000_000;

interface Translated {
  key: string;
  /** It stands in the Spanish title alone. */
  word: string;
}

/**
 * Gives every course a Spanish title and descriptions: the English ones, and one word of its own. Ends when all documents are written.
 * @returns the courses
 */
export async function translateCourses(context: BenchContext): Promise<Translated[]> {
  const { corpus, folder, root, stores, signal } = context;
  const file = join(folder, 'translations.jsonl');
  const translated: Translated[] = [];
  const lines = async function* (): AsyncGenerator<string> {
    for await (const document of readDocuments<Record<string, unknown>>(corpus.content)) {
      const { key, title } = document;
      if (document['content_type'] === 'course' && typeof key === 'string' && typeof title === 'string') {
        const word = uniqueWord(firstWord + translated.length);
        translated.push({ key, word });
        yield `${JSON.stringify({ content_key: key, language: 'es', texts: textsOf(document, word) })}\n`;
      }
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(file));
  const child = await startChild([join(root, 'scripts/translations.ts'), 'import', file], {
    cwd: root,
    env: stores.environment,
    signal,
  });
  await child.ended;
  await withDatabase(context, (database) => withService(context, openToAll, () => untilDecided(database, signal)));
  return translated;
}

function textsOf(document: Record<string, unknown>, word: string): Record<string, string> {
  const texts = ['short_description', 'full_description'].flatMap((member): [string, string][] => {
    const text = document[member];
    return typeof text === 'string' && text !== '' ? [[member, text]] : [];
  });
  return { title: `${String(document['title'])} ${word}`, ...Object.fromEntries(texts) };
}
