import { readFileSync } from 'node:fs';
import type { JudgedItem } from './judged-items.ts';
import type { JudgedQuery, QueryClass } from './judged-query.ts';

const written = ['topic', 'paraphrase', 'spanish', 'synonym', 'words', 'nothing'] as const;

/** A line of `queries/*.txt`: a text, the topics that it is about, each worth 2 unless told, and a level. */
export interface WrittenQuery {
  class: QueryClass;
  text: string;
  topics: ReadonlyMap<string, number>;
  level: string | undefined;
}

/** @throws Error where a line breaks the format */
export function readWrittenQueries(): WrittenQuery[] {
  return written.flatMap((name) =>
    readFileSync(new URL(`./queries/${name}.txt`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => parseLine(line, name)),
  );
}

function parseLine(line: string, name: QueryClass): WrittenQuery {
  const [text = '', topics, level] = line.split('|').map((part) => part.trim());
  if (text === '' || (topics === undefined) !== (name === 'nothing')) {
    throw new Error(`${name}.txt: expected "text | topics | level", not "${line}"`);
  }
  const graded = (topics ?? '').split(',').flatMap((topic): [string, number][] => {
    const [slug = '', grade = '2'] = topic.trim().split('=');
    return slug === '' ? [] : [[slug, Number(grade)]];
  });
  return { class: name, text, topics: new Map(graded), level };
}

/** What each item is worth to it; queries to which nothing here is an answer are left out, unless that is what they are for. */
export function judgeWritten(queries: readonly WrittenQuery[], items: readonly JudgedItem[]): JudgedQuery[] {
  return queries
    .map((query): JudgedQuery => {
      const grades = items.map(({ key, ...item }): [string, number] => [key, gradeOf(query, item)]);
      return {
        class: query.class,
        text: query.text,
        locale: query.class === 'spanish' ? 'es' : 'en',
        grades: new Map(grades.filter(([, grade]) => grade > 0)),
      };
    })
    .filter(({ class: kind, grades }) => kind === 'nothing' || grades.size > 0);
}

function gradeOf(
  { class: kind, topics, level }: WrittenQuery,
  item: Pick<JudgedItem, 'topic' | 'level' | 'isSpanish'>,
): number {
  const worth = topics.get(item.topic) ?? 0;
  const isAsWished = (level === undefined || item.level === level) && (kind !== 'spanish' || item.isSpanish);
  return isAsWished ? worth : Math.min(worth, 1);
}
