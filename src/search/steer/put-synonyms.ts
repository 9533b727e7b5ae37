import { auditHash, type AuditEntry, type AuditLog, type Author } from '../../kernel/audit.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { RefusedError, type Fault } from '../../kernel/errors.ts';
import { readSynonym } from './read-synonym.ts';
import { isName, nameRule } from './rule-name.ts';
import { lockVersion, readSynonyms, writeSynonym, writeVersion } from './steering.mysql.ts';
import type { NewSynonym, PutOutcome } from './steering-port.ts';

/** All rules of a language are gone through when one changes, and are in each process. */
const mostRules = 2_000;

/** See `Steering.putSynonyms`. The lock of the kind keeps writers apart. */
export async function putSynonyms(
  { database, audit }: { database: Database; audit: AuditLog },
  author: Author,
  synonyms: readonly NewSynonym[],
  { apply }: { apply: boolean },
): Promise<{ version: number; outcomes: PutOutcome[] }> {
  const wanted = readAll(synonyms);
  return database.transaction(async (tx) => {
    const before = await lockVersion(tx, 'synonyms');
    const stored = new Map((await readSynonyms(tx)).map((one) => [keyOf(one), one.rule]));
    const outcomes: PutOutcome[] = [];
    const changed: { synonym: NewSynonym; was: string | undefined }[] = [];
    for (const synonym of wanted) {
      const was = stored.get(keyOf(synonym));
      outcomes.push(was === undefined ? 'created' : was === synonym.rule ? 'unchanged' : 'changed');
      if (was !== synonym.rule) {
        changed.push({ synonym, was });
        stored.set(keyOf(synonym), synonym.rule);
      }
    }
    assertRoom([...stored.keys()]);
    if (!apply || changed.length === 0) {
      return { version: before, outcomes };
    }
    await write(tx, changed, before + 1, author);
    await audit.append(tx, author, changed.map(entryOf));
    return { version: before + 1, outcomes };
  });
}

async function write(
  tx: Tx,
  changed: readonly { synonym: NewSynonym }[],
  version: number,
  author: Author,
): Promise<void> {
  for (const { synonym } of changed) {
    await writeSynonym(tx, synonym, version, author.name);
  }
  await writeVersion(tx, 'synonyms', version);
}

/** Each as it is kept. @throws RefusedError with every fault */
function readAll(synonyms: readonly NewSynonym[]): NewSynonym[] {
  const faults: Fault[] = [];
  const read = synonyms.map((synonym, index) => {
    const at = `/${String(index)}`;
    if (!isName(synonym.name)) {
      faults.push({ pointer: `${at}/name`, code: 'no_name', detail: nameRule });
    }
    const rule = readSynonym(synonym.rule, synonym.locale);
    if ('faults' in rule) {
      faults.push(...rule.faults.map((fault) => ({ pointer: `${at}/rule`, ...fault })));
      return synonym;
    }
    return { ...synonym, rule: rule.rule };
  });
  if (faults.length > 0) {
    throw new RefusedError(`no rules for synonyms: ${faults.map(({ detail }) => detail).join('; ')}`, { faults });
  }
  return read;
}

function assertRoom(keys: readonly string[]): void {
  const byLocale = Map.groupBy(keys, (key) => key.slice(0, key.indexOf(' ')));
  for (const [locale, names] of byLocale) {
    if (names.length > mostRules) {
      const detail = `there can be ${String(mostRules)} rules for ${locale}, and would be ${String(names.length)}`;
      throw new RefusedError(detail, { faults: [{ pointer: '', code: 'too_many_rules', detail }] });
    }
  }
}

function keyOf({ locale, name }: Pick<NewSynonym, 'locale' | 'name'>): string {
  return `${locale} ${name}`;
}

function entryOf({ synonym, was }: { synonym: NewSynonym; was: string | undefined }): AuditEntry {
  return {
    action: was === undefined ? 'synonym.create' : 'synonym.update',
    subject: keyOf(synonym),
    customer: null,
    before: was === undefined ? null : synonymHash({ ...synonym, rule: was }),
    after: synonymHash(synonym),
  };
}

export function synonymHash({ locale, name, rule }: NewSynonym): string {
  return auditHash({ locale, name, rule });
}
