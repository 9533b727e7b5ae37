import type { Queryable, Tx } from '../../kernel/database.ts';
import type { Locale } from '../port.ts';
import type { NewPin, NewSynonym, Pin, Synonym } from './steering-port.ts';

export type Kind = 'synonyms' | 'pins';

export type Versions = Readonly<Record<Kind, number>>;

/** Which state the rules are in: two rows by their key. */
export async function readVersions(on: Queryable): Promise<Versions> {
  const rows = await on.prepared<{ kind: Kind; version: number }>('SELECT kind, version FROM search_steering', []);
  const versions = Object.fromEntries(rows.map(({ kind, version }) => [kind, version]));
  return { synonyms: versions['synonyms'] ?? 0, pins: versions['pins'] ?? 0 };
}

/** Whoever writes rules of a kind has this lock. @returns the version before */
export async function lockVersion(tx: Tx, kind: Kind): Promise<number> {
  const [row] = await tx.rows<{ version: number }>('SELECT version FROM search_steering WHERE kind = ? FOR UPDATE', [
    kind,
  ]);
  if (row === undefined) {
    throw new Error(`the row of ${kind} is not there`);
  }
  return row.version;
}

export async function writeVersion(tx: Tx, kind: Kind, version: number): Promise<void> {
  await tx.run('UPDATE search_steering SET version = ? WHERE kind = ?', [version, kind]);
}

interface Written {
  version: number;
  changed_at: Date;
  changed_by: string;
}

interface PinRow extends Written {
  name: string;
  customer: string | null;
  matches: NewPin['matches'];
  text: string;
  pinned: string;
  hidden: string;
}

export async function readSynonyms(on: Queryable): Promise<Synonym[]> {
  const rows = await on.rows<NewSynonym & Written>(
    'SELECT locale, name, rule, version, changed_at, changed_by FROM search_synonym ORDER BY locale, name',
  );
  return rows.map(({ locale, name, rule, ...written }) => ({ locale, name, rule, ...changedOf(written) }));
}

/** One that is there is written over. */
export async function writeSynonym(tx: Tx, synonym: NewSynonym, version: number, author: string): Promise<void> {
  const { locale, name, rule } = synonym;
  await deleteSynonymRow(tx, synonym);
  await tx.run(
    `INSERT INTO search_synonym (locale, name, rule, version, changed_at, changed_by)
     VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3), ?)`,
    [locale, name, rule, version, author],
  );
}

export async function deleteSynonymRow(tx: Tx, { locale, name }: { locale: Locale; name: string }): Promise<void> {
  await tx.run('DELETE FROM search_synonym WHERE locale = ? AND name = ?', [locale, name]);
}

export async function readPins(on: Queryable): Promise<Pin[]> {
  const rows = await on.rows<PinRow>(
    `SELECT name, customer, matches, text, pinned, hidden, version, changed_at, changed_by
     FROM search_pin ORDER BY name`,
  );
  return rows.map(({ name, customer, matches, text, pinned, hidden, ...written }) => ({
    ...{ name, customer, matches, text },
    pinned: JSON.parse(pinned) as string[],
    hidden: JSON.parse(hidden) as string[],
    ...changedOf(written),
  }));
}

/** One that is there is written over. */
export async function writePin(tx: Tx, pin: NewPin, version: number, author: string): Promise<void> {
  await deletePinRow(tx, pin.name);
  await tx.run(
    `INSERT INTO search_pin (name, customer, matches, text, pinned, hidden, version, changed_at, changed_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), ?)`,
    [
      ...[pin.name, pin.customer, pin.matches, pin.text],
      ...[JSON.stringify(pin.pinned), JSON.stringify(pin.hidden), version, author],
    ],
  );
}

export async function deletePinRow(tx: Tx, name: string): Promise<void> {
  await tx.run('DELETE FROM search_pin WHERE name = ?', [name]);
}

function changedOf({ version, changed_at, changed_by }: Written): Pick<Pin, 'version' | 'changedAt' | 'changedBy'> {
  return { version, changedAt: changed_at, changedBy: changed_by };
}
