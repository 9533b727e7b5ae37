import type { OpenSearch } from './opensearch.ts';

/** Removes documents by id, whatever version they have; those that are not there are passed over. Ids are whole numbers. */
export async function deleteDocuments(engine: OpenSearch, alias: string, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) {
    await engine.request({
      method: 'POST',
      path: `/${alias}/_bulk`,
      query: { require_alias: true },
      body: ids.map((id) => ({ delete: { _id: String(id) } })),
    });
  }
}
