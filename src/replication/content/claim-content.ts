import type { Tx } from '../../kernel/database.ts';
import { toSearchFields } from '../normalize/search-fields.ts';
import type { ItemClaim, Projection } from '../port.ts';
import { readSearchedTexts, withTexts } from '../translations/searched-texts.ts';
import { readClaimed, takeWork } from './claim-content.mysql.ts';
import { isRestrictedForm, type KeptForm } from './kept-form.ts';
import type { StoreDeps } from './store-content.ts';

/** Claims up to `limit` undecided items for a worker; see `Replication.claimUndecided` in port.ts. */
export function claimUndecided(deps: StoreDeps, limit: number): Promise<ItemClaim[]> {
  return deps.database.transaction(async (tx) => claimById(tx, await takeWork(tx, limit, deps.claimSeconds)));
}

/** See `Replication.readClaims` in port.ts. */
export function readClaims({ database }: Pick<StoreDeps, 'database'>, ids: readonly number[]): Promise<ItemClaim[]> {
  return database.transaction((tx) => claimById(tx, ids));
}

/** The claims of rows that this transaction holds: the forms as they are stored, so one revision always means one projection. */
export async function claimById(tx: Tx, ids: readonly number[]): Promise<ItemClaim[]> {
  if (ids.length === 0) {
    return [];
  }
  const claims = (await readClaimed(tx, ids)).map((row): ItemClaim => ({
    contentId: row.id,
    contentKey: row.content_key,
    contentType: row.type,
    uuid: row.uuid,
    revision: row.revision,
    ticket: row.document_ticket,
    decided: row.decided === 1,
    state:
      row.deleted === 1
        ? 'removed'
        : stateOf(JSON.parse(row.projection) as Projection, JSON.parse(row.normalized) as KeptForm),
  }));
  const present = claims.filter(({ state }) => state !== 'removed').map(({ contentId }) => contentId);
  return withTexts(await readSearchedTexts(tx, present), claims);
}

function stateOf(projection: Projection, normalized: KeptForm): ItemClaim['state'] {
  return {
    projection,
    search: toSearchFields(normalized, normalized.listing),
    restricted: isRestrictedForm(projection, normalized),
  };
}
