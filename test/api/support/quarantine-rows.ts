import { everyAdmin, signedIn } from './actors.ts';
import type { Row } from './content-rows.ts';

const base = '/api/v1/quarantine';

/** The routes of what broke the contract, and of the contract. @param entry makes sure of one and gives its id */
export function quarantineRows(entry: () => Promise<number>): Record<string, Row> {
  return {
    listQuarantine: { may: everyAdmin, path: () => `${base}/` },
    readQuarantined: { may: everyAdmin, path: async () => `${base}/${String(await entry())}/` },
    retryQuarantined: { may: everyAdmin, method: 'POST', path: async () => `${base}/${String(await entry())}/retry/` },
    retryAllQuarantined: { may: everyAdmin, method: 'POST', path: () => `${base}/retry/` },
    listDriftReports: { may: everyAdmin, path: () => '/api/v1/drift-reports/' },
    storeTranslations: {
      may: everyAdmin,
      method: 'POST',
      path: () => '/api/v1/translations/',
      body: () => ({ translations: [{ content_key: 'OWN+1', language: 'es', texts: { title: 'Uno' } }] }),
    },
    listTranslations: { may: signedIn, path: () => '/api/v1/content-metadata/OWN+1/translations/' },
    listSchemas: { may: signedIn, path: () => '/api/v1/schemas/' },
    readSchema: { may: signedIn, path: () => '/api/v1/schemas/normalized.v1/' },
  };
}
