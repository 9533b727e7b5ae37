import { BadRequestError } from '../../kernel/errors.ts';
import type { ChangesScope } from '../port.ts';

/** A place in one feed of one database: nobody else's token fits. */
export interface FeedPlace {
  lineage: string;
  scope: ChangesScope;
  position: number;
}

/** Opaque to clients: base64url of version, lineage, scope and position. */
export function writeToken({ lineage, scope, position }: FeedPlace): string {
  return Buffer.from(`1 ${lineage} ${nameOf(scope)} ${String(position)}`).toString('base64url');
}

/** @throws BadRequestError for what is no token, or one of another feed or database */
export function readToken(token: string, feed: { lineage: string; scope: ChangesScope }): number {
  const [version, lineage, scope, position, ...rest] = Buffer.from(token, 'base64url').toString('utf8').split(' ');
  if (version !== '1' || rest.length > 0 || position === undefined || !/^\d{1,15}$/.test(position)) {
    throw refuse('malformed_token', 'this is no token of a feed: take it as it came in `next`, or leave `since` out');
  }
  if (lineage !== feed.lineage) {
    throw refuse(
      'foreign_token',
      'this token is of another database: read the content of the catalogs anew, then follow `since=now`',
    );
  }
  if (scope !== nameOf(feed.scope)) {
    throw refuse(
      'foreign_token',
      `this token is of another feed (${String(scope)}): follow each feed by its own tokens`,
    );
  }
  return Number(position);
}

function nameOf(scope: ChangesScope): string {
  return scope === 'all'
    ? 'all'
    : 'catalogUuid' in scope
      ? `catalog:${scope.catalogUuid.toLowerCase()}`
      : `customer:${scope.enterpriseUuid.toLowerCase()}`;
}

function refuse(code: string, detail: string): BadRequestError {
  return new BadRequestError(detail, { faults: [{ pointer: 'since', code, detail }] });
}
