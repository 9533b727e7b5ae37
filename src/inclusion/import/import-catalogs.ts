import { isDeepStrictEqual } from 'node:util';
import type { Database, Tx } from '../../kernel/database.ts';
import {
  columnsOf,
  insertCatalog,
  lockCatalogs,
  queryColumns,
  updateCatalogRow,
} from '../catalogs/catalog-row.mysql.ts';
import { defaultCourseModes } from '../catalogs/save-catalog.ts';
import type { CatalogImport, ImportOutcome } from '../port.ts';
import { readQueryIds } from '../queries/query-row.mysql.ts';

const batch = 100;

/** See `Inclusion.importCatalogs` in port.ts. */
export async function importCatalogs(database: Database, catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (let start = 0; start < catalogs.length; start += batch) {
    const some = catalogs.slice(start, start + batch);
    outcomes.push(...(await database.transaction((tx) => importBatch(tx, some), { retryDuplicates: true })));
  }
  return outcomes;
}

async function importBatch(tx: Tx, catalogs: readonly CatalogImport[]): Promise<ImportOutcome[]> {
  const queryIds = await readQueryIds(
    tx,
    catalogs.map(({ queryUuid }) => queryUuid.toLowerCase()),
  );
  const known = new Map(
    (
      await lockCatalogs(
        tx,
        catalogs.map(({ uuid }) => uuid.toLowerCase()),
      )
    ).map((row) => [row.uuid, columnsOf(row)]),
  );
  const outcomes: ImportOutcome[] = [];
  for (const catalog of catalogs) {
    const uuid = catalog.uuid.toLowerCase();
    const query = queryIds.get(catalog.queryUuid.toLowerCase());
    if (query === undefined) {
      outcomes.push({ outcome: 'refused', reason: `there is no catalog query ${catalog.queryUuid}` });
      continue;
    }
    const before = known.get(uuid);
    const columns = {
      title: catalog.title,
      enterprise_uuid: catalog.enterpriseUuid.toLowerCase(),
      enterprise_name: catalog.enterpriseName,
      enabled_course_modes: JSON.stringify(catalog.enabledCourseModes ?? defaultCourseModes),
      publish_audit_enrollment_urls: catalog.publishAuditEnrollmentUrls ?? false,
      ...queryColumns(before, query),
    };
    if (before === undefined) {
      await insertCatalog(tx, uuid, columns);
      outcomes.push({ outcome: 'created' });
    } else if (isDeepStrictEqual(before, columns)) {
      outcomes.push({ outcome: 'unchanged' });
    } else {
      await updateCatalogRow(tx, uuid, columns);
      outcomes.push({ outcome: 'changed' });
    }
    known.set(uuid, columns);
  }
  return outcomes;
}
