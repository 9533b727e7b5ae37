import { randomUUID } from 'node:crypto';
import type { Client } from '../../support/client.ts';
import { askers, everyAdmin, type Actor } from './actors.ts';
import type { Row } from './content-rows.ts';

/** Who may see an academy with a catalog of `own`, and who may write it. @param catalog of `own` */
export function academyRows(catalog: string, operator: () => Client): Record<string, Row> {
  const body = { title: 'Sailing', enterprise_catalogs: [catalog] };
  const stored = async (): Promise<string> => {
    const path = `/api/v1/academies/${randomUUID()}/`;
    await operator().ask('PUT', path, { body });
    return path;
  };
  const seers: Actor[] = [...askers, 'other admin', 'other learner', 'staff without a role'];
  return {
    listAcademies: { may: seers, path: () => '/api/v1/academies/' },
    readAcademy: { may: askers, path: stored },
    putAcademy: {
      may: everyAdmin,
      method: 'PUT',
      path: () => `/api/v1/academies/${randomUUID()}/`,
      body: () => body,
    },
    deleteAcademy: { may: everyAdmin, method: 'DELETE', path: stored },
    associateCatalog: {
      may: ['provisioning admin of all', 'own provisioning admin'],
      method: 'POST',
      path: async () => `${await stored()}associate-catalog/`,
      body: () => ({ catalog_uuid: catalog }),
    },
  };
}
