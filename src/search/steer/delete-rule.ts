import type { AuditLog, Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { pinHash } from './put-pin.ts';
import { synonymHash } from './put-synonyms.ts';
import { deletePinRow, deleteSynonymRow, lockVersion, readPins, readSynonyms, writeVersion } from './steering.mysql.ts';
import type { NewSynonym } from './steering-port.ts';

interface Deps {
  database: Database;
  audit: AuditLog;
}

/** See `Steering.deleteSynonym`. */
export function deleteSynonym(
  { database, audit }: Deps,
  author: Author,
  { locale, name }: Pick<NewSynonym, 'locale' | 'name'>,
): Promise<void> {
  return database.transaction(async (tx) => {
    const version = await lockVersion(tx, 'synonyms');
    const was = (await readSynonyms(tx)).find((one) => one.locale === locale && one.name === name);
    if (was === undefined) {
      throw new NotFoundError('there is no rule for synonyms of this name');
    }
    await deleteSynonymRow(tx, was);
    await writeVersion(tx, 'synonyms', version + 1);
    const before = synonymHash(was);
    await audit.append(tx, author, [
      { action: 'synonym.delete', subject: `${locale} ${name}`, customer: null, before, after: null },
    ]);
  });
}

/** See `Steering.deletePin`. */
export function deletePin({ database, audit }: Deps, author: Author, name: string): Promise<void> {
  return database.transaction(async (tx) => {
    const version = await lockVersion(tx, 'pins');
    const was = (await readPins(tx)).find((one) => one.name === name);
    if (was === undefined) {
      throw new NotFoundError('there is no rule for pins of this name');
    }
    await deletePinRow(tx, name);
    await writeVersion(tx, 'pins', version + 1);
    const before = pinHash(was);
    await audit.append(tx, author, [
      { action: 'pin.delete', subject: name, customer: was.customer, before, after: null },
    ]);
  });
}
