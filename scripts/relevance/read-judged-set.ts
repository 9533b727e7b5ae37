import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Locale } from '../../src/search/port.ts';
import { readLines } from '../import/read-lines.ts';
import { ArgumentError } from '../stack/command.ts';
import { queryClasses, type JudgedQuery, type QueryClass } from './judged-query.ts';

type Document = Record<string, unknown>;

interface QueryLine {
  class: QueryClass;
  text: string;
  locale?: Locale;
  right: Record<string, 1 | 2>;
}

/** Bytes: a document as the import takes it. */
const longestLine = 4_194_304;

const validate = new Ajv2020().compile<QueryLine>({
  type: 'object',
  required: ['class', 'text', 'right'],
  additionalProperties: false,
  properties: {
    class: { enum: queryClasses },
    text: { type: 'string', minLength: 1 },
    locale: { enum: ['en', 'es'] },
    right: { type: 'object', additionalProperties: { enum: [1, 2] } },
  },
});

/**
 * A set that was judged elsewhere, so that what search is tuned by and what it is measured by need not be the same.
 * @param files.items raw documents, as `npm run import` takes them, a line each
 * @param files.judged queries, a line each: `{"class", "text", "locale": "en" | "es", "right": {content key: 1 | 2}}`
 * @throws ArgumentError with every line that is not so, and every key that no item has
 */
export async function readJudgedSet(files: {
  items: string;
  judged: string;
}): Promise<{ documents: Document[]; queries: JudgedQuery[] }> {
  const wrong: string[] = [];
  const documents = await readAll(files.items, wrong, (value) => (isObject(value) ? value : 'not an object'));
  const keys = new Set(documents.map(keyOf));
  const queries = await readAll(files.judged, wrong, (value) => {
    if (!validate(value)) {
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join('; ');
    }
    const unknown = Object.keys(value.right).filter((key) => !keys.has(key));
    const isAnswered = Object.keys(value.right).length > 0;
    if (unknown.length > 0) {
      return `no item has the key ${unknown.join(', ')}`;
    }
    if (isAnswered === (value.class === 'nothing')) {
      return 'a query has an answer, but for those of the class nothing';
    }
    return toQuery(value);
  });
  if (wrong.length === 0 && queries.length === 0) {
    wrong.push(`no query in ${files.judged}`);
  }
  if (wrong.length > 0) {
    throw new ArgumentError(wrong.join('\n'));
  }
  return { documents, queries };
}

function toQuery({ class: kind, text, locale, right }: QueryLine): JudgedQuery {
  return { class: kind, text, locale: locale ?? 'en', grades: new Map(Object.entries(right)) };
}

/** @param read gives what a line holds, or says what is wrong with it */
async function readAll<T extends object>(
  file: string,
  wrong: string[],
  read: (value: unknown) => T | string,
): Promise<T[]> {
  const all: T[] = [];
  let number = 0;
  for await (const line of readLines(file, longestLine, () => undefined)) {
    number += 1;
    if ('text' in line && line.text.trim() === '') {
      continue;
    }
    const one = 'reason' in line ? line.reason : readJson(line.text, read);
    if (typeof one === 'string') {
      wrong.push(`${file}:${String(number)}: ${one}`);
    } else {
      all.push(one);
    }
  }
  return all;
}

function readJson<T>(text: string, read: (value: unknown) => T | string): T | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
  return read(value);
}

function isObject(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf({ key, uuid }: Document): unknown {
  return key ?? uuid;
}
