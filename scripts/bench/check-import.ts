import type { Judge, Span } from './judge.ts';
import type { Memberships } from './memberships.ts';
import { readDocuments } from './read-documents.ts';
import type { WrongAnswers } from './wrong-answers.ts';

/**
 * Compares every pair of item and query with what the evaluator says of the imported documents, which are read again from
 * their file, one at a time.
 * @returns how many pairs were compared
 */
export async function checkImport(
  judge: Judge,
  contentFile: string,
  memberships: Memberships,
  span: Span,
  hooks: { wrong: WrongAnswers; signal: AbortSignal },
): Promise<number> {
  const { wrong, signal } = hooks;
  const places = judge.queries.map(({ uuid }) => {
    const place = memberships.queryByUuid.get(uuid);
    if (place === undefined) {
      wrong.add(`query ${uuid} is not stored`);
    }
    return place ?? -1;
  });
  let items = 0;
  for await (const document of readDocuments(contentFile)) {
    signal.throwIfAborted();
    const key = contentKeyOf(document);
    const item = memberships.itemByKey.get(key);
    items += 1;
    if (item === undefined) {
      wrong.add(`${key} is not stored`);
      continue;
    }
    for (const one of judge.findWrong(document, span, (place) => memberships.has(places[place] ?? -1, item))) {
      wrong.add(`${key} in query ${one}`);
    }
  }
  if (items !== memberships.items.length || judge.queries.length !== memberships.queries.length) {
    wrong.add(
      `${String(memberships.items.length)} items and ${String(memberships.queries.length)} queries are stored, ` +
        `${String(items)} and ${String(judge.queries.length)} were imported`,
    );
  }
  return items * judge.queries.length;
}

/** The key under which a raw document is stored: `key` of courses and runs, `uuid` of programs and pathways. */
export function contentKeyOf(document: unknown): string {
  const { content_type: type, key, uuid } = document as { content_type?: string; key?: string; uuid?: string };
  return (type === 'course' || type === 'courserun' ? key : uuid) ?? '';
}
