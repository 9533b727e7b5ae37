import { auditHash, type AuditLog, type Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { RefusedError } from '../../kernel/errors.ts';
import { readPin } from './read-pin.ts';
import { isName, nameRule } from './rule-name.ts';
import { lockVersion, readPins, writePin, writeVersion } from './steering.mysql.ts';
import type { NewPin, PutOutcome } from './steering-port.ts';

/** All of them are in each process, and are gone through when one changes. */
const mostRules = 10_000;

/** See `Steering.putPin`. The lock of the kind keeps writers apart. */
export async function putPin(
  { database, audit }: { database: Database; audit: AuditLog },
  author: Author,
  written: NewPin,
  { apply }: { apply: boolean },
): Promise<{ version: number; outcome: PutOutcome }> {
  const pin = acceptPin(written);
  return database.transaction(async (tx) => {
    const before = await lockVersion(tx, 'pins');
    const stored = await readPins(tx);
    const was = stored.find(({ name }) => name === pin.name);
    const after = pinHash(pin);
    const outcome = was === undefined ? 'created' : pinHash(was) === after ? 'unchanged' : 'changed';
    if (outcome === 'created' && stored.length >= mostRules) {
      const detail = `there are ${String(mostRules)} rules, and cannot be more`;
      throw new RefusedError(detail, { faults: [{ pointer: '', code: 'too_many_rules', detail }] });
    }
    if (!apply || outcome === 'unchanged') {
      return { version: before, outcome };
    }
    await writePin(tx, pin, before + 1, author.name);
    await writeVersion(tx, 'pins', before + 1);
    await audit.append(tx, author, [
      {
        action: outcome === 'created' ? 'pin.create' : 'pin.update',
        subject: pin.name,
        customer: pin.customer,
        before: was === undefined ? null : pinHash(was),
        after,
      },
    ]);
    return { version: before + 1, outcome };
  });
}

/** @throws RefusedError with every fault */
export function acceptPin(written: NewPin): NewPin {
  const read = readPin(written);
  const faults = [
    ...(isName(written.name) ? [] : [{ pointer: '/name', code: 'no_name', detail: nameRule }]),
    ...('faults' in read ? read.faults : []),
  ];
  if ('faults' in read || faults.length > 0) {
    throw new RefusedError(`no rule for pins: ${faults.map(({ detail }) => detail).join('; ')}`, { faults });
  }
  return read;
}

export function pinHash({ name, customer, matches, text, pinned, hidden }: NewPin): string {
  return auditHash({ name, customer, matches, text, pinned, hidden });
}
