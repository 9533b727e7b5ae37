import type { Snapshot } from '../../../src/content-index/port.ts';
import type { Asker } from '../asker.ts';

/** The index of content as it is at this moment, for checks of reindexing; only searches are answered. */
export async function moment(asker: Asker): Promise<Snapshot> {
  const { opensearchUrl, indexPrefix } = asker.service.stores.config;
  const post = async (at: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${opensearchUrl}/${at}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  const { pit_id: id } = await post(`${indexPrefix}content/_search/point_in_time?keep_alive=1m`);
  const search: Pick<Snapshot, 'search'> = {
    search: async <Answer>(body: object) => (await post('_search', { ...body, pit: { id } })) as Answer,
  };
  return search as Snapshot;
}
