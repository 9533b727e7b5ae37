import type { SpanDescription } from '../../kernel/tracing.ts';

/** Where a database is, as spans say it. */
export interface DatabaseAddress {
  'server.address': string;
  'server.port': number;
  'db.namespace': string;
}

const longestText = 300;

/** Quoted text, also when its end is missing, and numbers. */
const literals = /'(?:[^'\\]|\\.|'')*(?:'|$)|"(?:[^"\\]|\\.|"")*(?:"|$)|\b0x[\da-f]+\b|\b\d+(?:\.\d+)?\b/gis;

/**
 * The span of statements in one message, named by the last, whose answer is waited for.
 * @param statements at least one, as they are written in the code, with placeholders; what stands in the place of one is never in the span
 */
export function describeStatements(statements: readonly string[], address: DatabaseAddress): SpanDescription {
  const texts = statements.map(withoutLiterals);
  const last = texts.at(-1) ?? '';
  const operation = (/^\w+/.exec(last)?.[0] ?? 'statement').toUpperCase();
  const table = /\b(?:from|into|update|join) (\w+)/i.exec(last)?.[1];
  return {
    name: table === undefined ? operation : `${operation} ${table}`,
    kind: 'client',
    attributes: {
      'db.system.name': 'mysql',
      ...address,
      'db.operation.name': operation,
      'db.operation.batch.size': texts.length > 1 ? texts.length : undefined,
      'db.collection.name': table,
      'db.query.text': texts.map((text) => text.slice(0, longestText)).join('; '),
    },
  };
}

function withoutLiterals(sql: string): string {
  // A bulk insert of ids is a megabyte of text, of which only the beginning is wanted.
  return sql.slice(0, 2_000).replace(literals, '?').replace(/\s+/g, ' ').trim();
}

/** The span around a transaction, whose statements are its children. */
export function describeTransaction(address: DatabaseAddress): SpanDescription {
  return {
    name: 'transaction',
    kind: 'client',
    attributes: { 'db.system.name': 'mysql', ...address, 'db.operation.name': 'transaction' },
  };
}
