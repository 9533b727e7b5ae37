import { eventually, sql, type TestService } from '../../support/service.ts';
import { everyAdmin } from './actors.ts';
import type { Row } from './content-rows.ts';

/** The route that builds indices anew: one at a time, so each waits until the one before has ended. */
export function reindexRows(service: () => TestService): Record<string, Row> {
  return {
    reindex: {
      may: everyAdmin,
      method: 'POST',
      path: async () => {
        await eventually('no rebuild is under way', async () => {
          const held = await sql(service().stores, 'SELECT 1 FROM index_target WHERE holder IS NOT NULL');
          return held.length === 0;
        });
        return '/api/v1/reindex/';
      },
      body: () => ({ index: 'catalog-queries', keep: 0 }),
    },
  };
}
