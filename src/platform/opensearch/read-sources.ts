import type { OpenSearch } from './opensearch.ts';

interface Answer<Source> {
  docs: { _id: string; found?: boolean; _source?: Source; error?: { reason?: string } }[];
}

/**
 * Reads documents by id as they were last written, whether a search sees them yet or not. Ids are whole numbers.
 * @returns those that are there, with the named members only
 */
export async function readSources<Source>(
  engine: OpenSearch,
  alias: string,
  { ids, members }: { ids: readonly number[]; members: readonly string[] },
): Promise<Map<number, Source>> {
  if (ids.length === 0) {
    return new Map();
  }
  const { docs } = await engine.request<Answer<Source>>({
    method: 'POST',
    path: `/${alias}/_mget`,
    query: { _source_includes: members.join(',') },
    body: { ids: ids.map(String) },
  });
  const failed = docs.find(({ error }) => error !== undefined);
  if (failed !== undefined) {
    throw new Error(`document ${failed._id} cannot be read: ${String(failed.error?.reason)}`);
  }
  return new Map(
    docs.flatMap(({ _id, found, _source }) =>
      found === true && _source !== undefined ? [[Number(_id), _source] as const] : [],
    ),
  );
}
