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
 * The span of a statement.
 * @param sql as it is written in the code, with its placeholders; what stands in the place of one is never in the span
 */
export function describeStatement(sql: string, address: DatabaseAddress): SpanDescription {
  // A bulk insert of ids is a megabyte of text, of which only the beginning is wanted.
  const text = sql.slice(0, 2_000).replace(literals, '?').replace(/\s+/g, ' ').trim().slice(0, longestText);
  const operation = (/^\w+/.exec(text)?.[0] ?? 'statement').toUpperCase();
  const table = /\b(?:from|into|update|join) (\w+)/i.exec(text)?.[1];
  return {
    name: table === undefined ? operation : `${operation} ${table}`,
    kind: 'client',
    attributes: {
      'db.system.name': 'mysql',
      ...address,
      'db.operation.name': operation,
      'db.collection.name': table,
      'db.query.text': text,
    },
  };
}

/** The span around a transaction, whose statements are its children. */
export function describeTransaction(address: DatabaseAddress): SpanDescription {
  return {
    name: 'transaction',
    kind: 'client',
    attributes: { 'db.system.name': 'mysql', ...address, 'db.operation.name': 'transaction' },
  };
}
