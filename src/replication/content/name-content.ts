import type { Queryable } from '../../kernel/database.ts';
import { isUuid } from '../../kernel/ids.ts';
import { readCoursesOfRuns, readNamedRows } from './named-content.mysql.ts';

/**
 * The ids of what is named, each once, in the order in which it is first named; and what names nothing.
 * @param identifiers keys, or uuids in any spelling
 * @param coerceToCourse of a run that has a course, the course; a run whose course is not there counts as unknown
 */
export async function nameContent(
  on: Queryable,
  identifiers: readonly string[],
  coerceToCourse: boolean,
): Promise<{ ids: number[]; unknown: string[] }> {
  const rows = await readNamedRows(on, {
    keys: identifiers,
    uuids: identifiers.filter(isUuid).map((uuid) => uuid.toLowerCase()),
  });
  const byKey = new Map(rows.map(({ content_key, id }) => [content_key, id]));
  // Uuids need not be unique: the item that came first has it.
  const byUuid = new Map(rows.toReversed().map(({ uuid, id }) => [uuid, id]));
  const courses = coerceToCourse
    ? await readCoursesOfRuns(
        on,
        rows.map(({ id }) => id),
      )
    : new Map<number, number | null>();
  const ids = new Set<number>();
  const unknown = new Set<string>();
  for (const identifier of identifiers) {
    const named = byKey.get(identifier) ?? byUuid.get(identifier.toLowerCase());
    const id = named === undefined ? undefined : courses.has(named) ? courses.get(named) : named;
    if (typeof id === 'number') {
      ids.add(id);
    } else {
      unknown.add(identifier);
    }
  }
  return { ids: [...ids], unknown: [...unknown] };
}
