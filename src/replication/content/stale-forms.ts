import { readDatabaseClock } from './database-clock.mysql.ts';
import { formItem, formVersion, readItem } from './item-form.ts';
import { readFormsToCheck } from './stale-forms.mysql.ts';
import type { StoreDeps } from './store-content.ts';

/** See `Replication.staleForms` in port.ts. */
export async function staleForms(
  deps: Pick<StoreDeps, 'database' | 'contract' | 'defaultPartner' | 'now'>,
  contentIds: readonly number[],
): Promise<number[]> {
  const moment = deps.now(await readDatabaseClock(deps.database));
  const rows = await readFormsToCheck(deps.database, contentIds, { formVersion, dueAfter: new Date(moment) });
  return rows
    .filter(({ raw, projection }) => {
      const read = readItem(JSON.parse(raw), deps.contract);
      // What breaks the contract of today keeps the form that it has.
      return (
        !('errors' in read) &&
        formItem(read.item, { now: moment, defaultPartner: deps.defaultPartner }).write.projection !== projection
      );
    })
    .map(({ id }) => id);
}
