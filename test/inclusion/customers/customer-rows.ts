import { createConnection } from 'mysql2/promise';
import { uuidOf } from '../../support/documents.ts';
import type { TestStores } from '../../support/service.ts';

/** Rows of a database as the rooms would leave them, for questions about what is stored. Names are those that a test gives. */
export interface Rows {
  customers?: { name: string; slug?: string; uuid?: string }[];
  /** Those of no catalog. */
  queries?: string[];
  /** `members` are keys of `content`; each catalog has a query of its own unless it names one. */
  catalogs?: { title: string; customer: string; customerName?: string | null; query?: string }[];
  content?: { key: string; parent?: string; removed?: boolean }[];
  members?: { query: string; key: string }[];
}

/** Writes them. A customer's uuid is made of its name, a query is known by the name that the test gives it. */
export async function writeRows(stores: TestStores, rows: Rows): Promise<void> {
  const connection = await createConnection({ uri: stores.config.databaseUrl, charset: 'utf8mb4_bin' });
  const insert = async (table: string, columns: string, values: unknown[][]): Promise<void> => {
    if (values.length > 0) {
      await connection.query(`INSERT INTO ${table} (${columns}) VALUES ?`, [values]);
    }
  };
  const at = new Date('2026-01-01T00:00:00Z');
  const catalogs = rows.catalogs ?? [];
  const queries = [...new Set([...catalogs.map(({ query, title }) => query ?? title), ...(rows.queries ?? [])])];
  try {
    await insert(
      'enterprise_customer',
      'uuid, name, slug, attributes, created_at, modified_at',
      (rows.customers ?? []).map(({ uuid, name, slug }) => [uuid ?? uuidOf(name), name, slug ?? null, '{}', at, at]),
    );
    await insert(
      'catalog_query',
      'uuid, title, content_filter, content_filter_hash, fingerprint, compiled, compiler_version, revision, decided_revision, revised_at, due_at, created_at, modified_at',
      queries.map((name) => [
        uuidOf(`query ${name}`),
        name,
        '{}',
        uuidOf(name).replaceAll('-', ''),
        uuidOf(name),
        '{}',
        1,
        1,
        1,
        at,
        at,
        at,
        at,
      ]),
    );
    const queryIds = await idsBy(connection, 'catalog_query', 'title');
    await insert(
      'enterprise_catalog',
      'uuid, title, enterprise_uuid, enterprise_name, query_id, enabled_course_modes, publish_audit_enrollment_urls, created_at, modified_at',
      catalogs.map(({ title, customer, customerName, query }) => [
        uuidOf(`catalog ${title}`),
        title,
        uuidOf(customer),
        customerName === undefined ? customer : customerName,
        queryIds.get(query ?? title),
        '[]',
        0,
        at,
        at,
      ]),
    );
    await insert(
      'content',
      'content_key, type, parent_key, raw_hash, document_hash, revision, decided_revision, revised_at, due_at, created_at, modified_at, deleted_at',
      (rows.content ?? []).map(({ key, parent, removed }) => [
        key,
        parent === undefined ? 'course' : 'courserun',
        parent ?? null,
        Buffer.alloc(32),
        Buffer.alloc(32),
        1,
        1,
        at,
        at,
        at,
        at,
        removed === true ? at : null,
      ]),
    );
    const contentIds = await idsBy(connection, 'content', 'content_key');
    await insert(
      'membership',
      'query_id, content_id, since',
      (rows.members ?? []).map(({ query, key }) => [queryIds.get(query), contentIds.get(key), at]),
    );
    await connection.query('ANALYZE TABLE membership, enterprise_catalog, content, catalog_query');
  } finally {
    await connection.end();
  }
}

async function idsBy(
  connection: Awaited<ReturnType<typeof createConnection>>,
  table: string,
  column: string,
): Promise<Map<string, number>> {
  const [rows] = await connection.query(`SELECT id, ${column} AS name FROM ${table}`);
  return new Map((rows as { id: number; name: string }[]).map(({ id, name }) => [name, id]));
}
