import type { Client } from '../../support/client.ts';
import { everyAdmin } from './actors.ts';
import type { Row } from './content-rows.ts';

/** The routes that ask upstream. @param mine a catalog of `own` */
export function refreshRows(mine: string, operator: () => Client): Record<string, Row> {
  const content = '/api/v1/content-metadata/refresh/';
  const members = `/api/v1/enterprise-catalogs/${mine}/refresh_metadata/`;
  return {
    refreshContent: {
      may: everyAdmin,
      method: 'POST',
      path: () => content,
      body: () => ({ content_keys: ['OWN+1'] }),
    },
    readRefresh: {
      may: everyAdmin,
      path: async () => {
        const { body } = await operator().post<{ id: string }>(content, { content_keys: ['OWN+1'] });
        return `${content}${body.id}/`;
      },
    },
    refreshMetadata: { may: [...everyAdmin, 'own admin'], method: 'POST', path: () => members },
    readMembersRefresh: {
      may: [...everyAdmin, 'own admin'],
      path: async () => {
        const { body } = await operator().ask<{ async_task_id: string }>('POST', members);
        return `${members}${body.async_task_id}/`;
      },
    },
  };
}
