import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Migration } from './migration-needs.ts';

/** ER_NO_SUCH_TABLE */
const noSuchTable = 1146;

/**
 * Whether the schema has had exactly these migrations, each to its end, and holds what each one needs: then there is nothing to
 * lock and nothing to write. Nearly every start of a process finds it so.
 * @throws what mysql2 throws when the database does not answer
 */
export async function isMigrated(url: string, migrations: readonly Migration[]): Promise<boolean> {
  const connection = await createConnection({ uri: url });
  try {
    const [rows] = await connection.query<(RowDataPacket & { name: string; needs: string | null })[]>(
      'SELECT m.name, n.needs FROM schema_migration m LEFT JOIN schema_migration_needs n ON n.name = m.name',
    );
    const done = new Set(rows.flatMap(({ name, needs }) => (needs === null ? [] : [name])));
    return rows.length === migrations.length && migrations.every(({ name }) => done.has(name));
  } catch (error) {
    if ((error as { errno?: unknown }).errno === noSuchTable) {
      return false;
    }
    throw error;
  } finally {
    await connection.end();
  }
}
