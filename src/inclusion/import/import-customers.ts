import type { Database } from '../../kernel/database.ts';
import type { CustomerImport, ImportOutcome } from '../port.ts';
import { insertCustomer, lockCustomers, updateCustomer } from './customer-row.mysql.ts';

const batch = 100;

/** See `Inclusion.importCustomers` in port.ts. */
export async function importCustomers(
  database: Database,
  customers: readonly CustomerImport[],
): Promise<ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (let start = 0; start < customers.length; start += batch) {
    const some = customers.slice(start, start + batch);
    const imported = await database.transaction(
      async (tx) => {
        const known = await lockCustomers(
          tx,
          some.map(({ uuid }) => uuid.toLowerCase()),
        );
        const results: ImportOutcome[] = [];
        for (const customer of some) {
          const uuid = customer.uuid.toLowerCase();
          const columns = { name: customer.name, slug: customer.slug, attributes: JSON.stringify(customer.attributes) };
          const before = known.get(uuid);
          if (before === undefined) {
            await insertCustomer(tx, uuid, columns);
            results.push({ outcome: 'created' });
          } else if (
            before.name === columns.name &&
            before.slug === columns.slug &&
            before.attributes === columns.attributes
          ) {
            results.push({ outcome: 'unchanged' });
          } else {
            await updateCustomer(tx, uuid, columns);
            results.push({ outcome: 'changed' });
          }
          known.set(uuid, columns);
        }
        return results;
      },
      { retryDuplicates: true },
    );
    outcomes.push(...imported);
  }
  return outcomes;
}
