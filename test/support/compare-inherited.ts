import { sql, type TestStores } from './service.ts';

interface RawParent {
  courses?: { key?: string }[];
  course_keys?: string[];
  steps?: { courses?: { key?: string }[]; programs?: { uuid?: string }[] }[];
}

/**
 * Inherited memberships as the database has them, against what direct memberships and raw documents say.
 * @returns pairs `query content_key` that are missing or too many, and how many there should be
 */
export async function compareInherited(
  stores: TestStores,
): Promise<{ lost: string[]; extra: string[]; expected: number }> {
  const pairs = async (table: string): Promise<Set<string>> =>
    new Set(
      (
        await sql<{ pair: string }>(
          stores,
          `SELECT CONCAT(q.uuid, ' ', c.content_key) AS pair FROM ${table} m
           JOIN catalog_query q ON q.id = m.query_id JOIN content c ON c.id = m.content_id`,
        )
      ).map(({ pair }) => pair),
    );
  const direct = await pairs('membership');
  const inherited = await pairs('inherited_membership');
  const queries = await sql<{ uuid: string; content_filter: string }>(
    stores,
    'SELECT uuid, content_filter FROM catalog_query',
  );
  const parents = await sql<{ content_key: string; type: string; raw: string }>(
    stores,
    `SELECT content_key, type, raw FROM content JOIN content_body ON content_id = id
     WHERE type IN ('program', 'learnerpathway') AND deleted_at IS NULL`,
  );
  const expected = new Set<string>();
  for (const { content_key, type, raw } of parents) {
    const parts = partsOf(JSON.parse(raw) as RawParent);
    for (const { uuid, content_filter } of queries) {
      const isMember = (key: string): boolean => direct.has(`${uuid} ${key}`);
      const { include_learner_pathways: pathways } = JSON.parse(content_filter) as Record<string, unknown>;
      const holds =
        type === 'program'
          ? parts.length > 0 && parts.every(isMember)
          : parts.some(isMember) && !['false', 'False', false].includes(pathways as string);
      if (holds) {
        expected.add(`${uuid} ${content_key}`);
      }
    }
  }
  return {
    lost: [...expected].filter((pair) => !inherited.has(pair)),
    extra: [...inherited].filter((pair) => !expected.has(pair)),
    expected: expected.size,
  };
}

function partsOf(raw: RawParent): string[] {
  const holders = [raw, ...(raw.steps ?? [])];
  return [
    ...(raw.course_keys ?? []),
    ...holders.flatMap(({ courses = [] }) => courses.map(({ key }) => key)),
    ...(raw.steps ?? []).flatMap(({ programs = [] }) => programs.map(({ uuid }) => uuid)),
  ].filter((key) => typeof key === 'string' && key.trim() !== '') as string[];
}
