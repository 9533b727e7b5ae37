import type { Queryable } from '../../kernel/database.ts';

export interface BodyRow {
  id: number;
  content_key: string;
  revision: number;
  revised_at: Date;
  raw: string;
}

/** Documents of items that are there, each of one moment with its revision. */
export function readBodies(on: Queryable, contentKeys: readonly string[]): Promise<BodyRow[]> {
  return on.rows<BodyRow>(
    `SELECT id, content_key, revision, revised_at, raw FROM content JOIN content_body ON content_id = id
     WHERE content_key IN (?) AND deleted_at IS NULL`,
    [contentKeys],
  );
}
