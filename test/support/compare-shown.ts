import { sql, type TestStores } from './service.ts';

/**
 * Courses that are shown through a run, as the database has them, against what direct memberships and the runs' rows say.
 * @returns pairs `query course` that are missing or too many, and how many there should be
 */
export async function compareShown(stores: TestStores): Promise<{ lost: string[]; extra: string[]; expected: number }> {
  const items = await sql<{ id: number; content_key: string; parent_key: string | null }>(
    stores,
    'SELECT id, content_key, parent_key FROM content',
  );
  const byId = new Map(items.map((item) => [item.id, item]));
  const keys = new Set(items.map(({ content_key }) => content_key));
  const pairs = async (table: string): Promise<Set<string>> =>
    new Set(
      (await sql<{ query_id: number; content_id: number }>(stores, `SELECT query_id, content_id FROM ${table}`)).map(
        ({ query_id, content_id }) => `${String(query_id)} ${byId.get(content_id)?.content_key ?? ''}`,
      ),
    );
  const direct = await pairs('membership');
  const shown = await pairs('shown_course');
  const parentOf = new Map(items.map(({ content_key, parent_key }) => [content_key, parent_key]));
  const expected = new Set<string>();
  for (const pair of direct) {
    const [query = '', ...rest] = pair.split(' ');
    const course = parentOf.get(rest.join(' ')) ?? undefined;
    if (course !== undefined && keys.has(course) && !direct.has(`${query} ${course}`)) {
      expected.add(`${query} ${course}`);
    }
  }
  return {
    lost: [...expected].filter((pair) => !shown.has(pair)),
    extra: [...shown].filter((pair) => !expected.has(pair)),
    expected: expected.size,
  };
}
