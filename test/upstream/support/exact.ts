import { expect } from 'chai';
import { sql } from '../../support/service.ts';
import type { UpstreamWorld } from './world.ts';

/** Everything that upstream has is stored as it is there, and nothing else is. @throws AssertionError */
export async function expectExact({ service, corpus }: UpstreamWorld): Promise<void> {
  const rows = await sql<{ content_key: string; title: string; undecided: number | null }>(
    service.stores,
    `SELECT c.content_key, c.undecided, JSON_UNQUOTE(JSON_EXTRACT(b.raw, '$.title')) AS title
     FROM content c JOIN content_body b ON b.content_id = c.id WHERE c.deleted_at IS NULL`,
  );
  const given = await Promise.all(
    corpus.entries().map(async (entry) => [entry.key, String((await corpus.read(entry))['title']), null] as const),
  );
  const inOrder = <Row extends readonly unknown[]>(all: Row[]): Row[] =>
    all.sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1));
  expect(inOrder(rows.map(({ content_key, title, undecided }) => [content_key, title, undecided]))).to.deep.equal(
    inOrder(given),
  );
}
