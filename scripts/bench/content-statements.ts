/** What the service asks the database for when it shows items; the floors ask the same. */
const columns = `SELECT c.id, c.content_key, c.type, c.parent_key, c.modified_at, c.raw_hash, c.document_hash, b.raw,
    b.normalized
  FROM content c JOIN content_body b ON b.content_id = c.id`;

export const oneItemStatement = `${columns} WHERE c.content_key = ? AND c.deleted_at IS NULL`;

/** Wants a list of keys. */
export const manyItemsStatement = `${columns} WHERE c.content_key IN (?) AND c.deleted_at IS NULL ORDER BY c.id`;
