import type { Service } from '../../../src/compose.ts';
import type { Client } from '../../support/client.ts';
import { everyAdmin, signedIn } from './actors.ts';
import type { Row } from './content-rows.ts';

const base = '/api/v1/quarantine';

/** The routes of what broke the contract, of the contract, and of runs. */
export function quarantineRows(api: () => Client, service: () => Pick<Service, 'runs'>): Record<string, Row> {
  /** Makes sure of one, and gives its id. */
  const entry = async (): Promise<number> => {
    await api().post('/api/v1/content-metadata/', { content_type: 'course', key: 'BAD+1', course_runs: 1 });
    const { body } = await api().get<{ results: { id: number }[] }>('/api/v1/quarantine/');
    return body.results[0]?.id ?? 0;
  };
  const run = async (): Promise<string> => {
    const record = (_: unknown, id: number) =>
      Promise.resolve({ state: 'done' as const, counts: {}, path: `/api/v1/sync-runs/${String(id)}/` });
    return (await service().runs.record('import', record)).path;
  };
  return {
    listQuarantine: { may: everyAdmin, path: () => `${base}/` },
    readQuarantined: { may: everyAdmin, path: async () => `${base}/${String(await entry())}/` },
    retryQuarantined: { may: everyAdmin, method: 'POST', path: async () => `${base}/${String(await entry())}/retry/` },
    discardQuarantined: {
      may: everyAdmin,
      method: 'DELETE',
      path: async () => `${base}/${String(await entry())}/`,
    },
    retryAllQuarantined: { may: everyAdmin, method: 'POST', path: () => `${base}/retry/` },
    listSyncRuns: { may: everyAdmin, path: () => '/api/v1/sync-runs/' },
    readSyncRun: { may: everyAdmin, path: run },
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
