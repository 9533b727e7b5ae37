import type { Database } from '../../kernel/database.ts';
import { countOutcomes, dropSettledItems, hasUndecided } from './refresh-item.mysql.ts';
import { dropOldJobs, finishJob, listSettledJobs } from './refresh-job.mysql.ts';

/** How long a job that has ended can be asked about. */
const keptDays = 30;

/**
 * Ends the jobs whose keys have all been asked for, once what that changed is decided. `partly`: something could not be had, or broke
 * the contract.
 */
export async function finishJobs(database: Database): Promise<void> {
  for (const id of await listSettledJobs(database)) {
    if (await hasUndecided(database, id)) {
      continue;
    }
    const counts = await countOutcomes(database, id);
    const isPartly = (counts['failed'] ?? 0) + (counts['refused'] ?? 0) > 0;
    await finishJob(database, id, { state: isPartly ? 'partly' : 'done', counts: JSON.stringify(counts) });
    await dropSettledItems(database, id);
    await database.transaction((tx) => dropOldJobs(tx, keptDays));
  }
}
