import type { Client } from '../../support/client.ts';
import { everyAdmin, own } from './actors.ts';
import type { Row } from './content-rows.ts';

/** The routes that give and take roles. */
export function roleRows(operator: () => Client): Record<string, Row> {
  return {
    listRoles: { may: everyAdmin, path: () => '/api/v1/role-assignments/' },
    giveRole: {
      may: everyAdmin,
      method: 'POST',
      path: () => '/api/v1/role-assignments/',
      body: () => ({ username: 'somebody', role: 'enterprise_learner', context: own }),
    },
    takeRole: {
      may: everyAdmin,
      method: 'DELETE',
      path: async () => {
        const body = { username: 'somebody', role: 'enterprise_learner', context: own };
        const given = await operator().post<{ id: number }>('/api/v1/role-assignments/', body);
        return `/api/v1/role-assignments/${String(given.body.id)}/`;
      },
    },
  };
}
