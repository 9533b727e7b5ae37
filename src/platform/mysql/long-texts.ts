import type { SqlValue } from '../../kernel/database.ts';

/** Characters. */
const shortest = 1_000;

/** What the driver writes into a statement as it is. */
interface Written {
  toSqlString: () => string;
}

/**
 * Values of a statement, long texts quoted. The driver escapes character by character, and the quotes of JSON too, so the documents of items took an
 * eighth of the service's time in a stream of changes, and longer statements. Only the backslash and the single quote need it, in a session
 * of utf8mb4 that takes backslashes for escapes: as those of `MysqlDatabase` are, whatever the server's default is.
 */
export function quoteLongTexts(values: readonly SqlValue[]): unknown[] {
  return values.map((value) =>
    Array.isArray(value) ? quoteLongTexts(value as readonly SqlValue[]) : quoteLong(value),
  );
}

function quoteLong(value: SqlValue): SqlValue | Written {
  return typeof value === 'string' && value.length >= shortest ? { toSqlString: () => quote(value) } : value;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
