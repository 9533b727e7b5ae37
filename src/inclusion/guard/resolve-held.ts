import type { AuditLog } from '../../kernel/audit.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { deleteMembers } from '../decide/query-rows.mysql.ts';
import { recordChanges } from '../history/record-changes.mysql.ts';
import { markQueries } from '../inherit/inherit-pending.mysql.ts';
import type { Writer } from '../port.ts';
import { findQueryId, lockQuery, readQueryCustomers } from '../queries/query-row.mysql.ts';
import { noteDropped } from './dropped-pairs.mysql.ts';
import { clearHeld, readHeldAmong, readHeldIds, shareContent } from './held-pairs.mysql.ts';

const itemsOfOneTransaction = 1_000;

/**
 * Ends the holding of a query's memberships. `confirm`: they are removed. `drop`: they stay, until their item or the filter is
 * decided the next time (decision 0055).
 * @returns how many
 * @throws NotFoundError · ForbiddenError unless the writer may write for all customers that use the query
 */
export async function resolveHeld(
  { database, audit }: { database: Database; audit: AuditLog },
  queryUuid: string,
  { writer, how }: { writer: Writer; how: 'confirm' | 'drop' },
): Promise<number> {
  const queryId = await findQueryId(database, queryUuid);
  if (queryId === undefined) {
    throw new NotFoundError('there is no catalog query with this uuid');
  }
  const customers = await readQueryCustomers(database, queryId);
  // Where nobody uses it, only who may write for every customer may.
  for (const customer of customers.length === 0 ? [''] : customers) {
    writer.assertMay(customer);
  }
  const held = [...((await readHeldIds(database, [queryId])).get(queryId) ?? [])].sort((a, b) => a - b);
  let resolved = 0;
  for (let start = 0; start < held.length; start += itemsOfOneTransaction) {
    const some = held.slice(start, start + itemsOfOneTransaction);
    resolved += await database.transaction(async (tx) => {
      const count = await resolveSome(tx, queryId, { contentIds: some, how });
      if (count > 0) {
        await audit.append(tx, writer.author, [
          {
            action: `catalog-query.${how}-held`,
            subject: queryUuid,
            customer: customers.length === 1 ? (customers[0] ?? null) : null,
            before: null,
            after: null,
          },
        ]);
      }
      return count;
    });
  }
  return resolved;
}

async function resolveSome(
  tx: Tx,
  queryId: number,
  { contentIds, how }: { contentIds: readonly number[]; how: 'confirm' | 'drop' },
): Promise<number> {
  await shareContent(tx, contentIds);
  await lockQuery(tx, queryId);
  const still = await readHeldAmong(tx, queryId, contentIds);
  const ids = still.map(({ content_id }) => content_id);
  if (how === 'confirm') {
    await deleteMembers(tx, queryId, ids);
    const byCause = Map.groupBy(still, ({ cause }) => cause);
    await recordChanges(
      tx,
      [...byCause].map(([cause, pairs]) => ({
        queryId,
        cause,
        entered: [],
        left: pairs.map(({ content_id }) => content_id),
      })),
    );
    await markQueries(tx, [queryId]);
  } else {
    await noteDropped(tx, queryId, ids);
  }
  await clearHeld(tx, queryId, ids);
  return ids.length;
}
