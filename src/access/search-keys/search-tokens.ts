import { auditHash, type AuditEntry, type AuditLog, type Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError, RefusedError, UnauthenticatedError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import { isKeyId, isSameHash, makeSearchTokenText, parseKeyText } from '../keys/key-text.ts';
import type { SearchToken } from '../port.ts';
import { ReadThrough } from '../read-through.ts';
import {
  dropEndedSearchTokens,
  insertSearchToken,
  lockSearchToken,
  markSearchTokenRevoked,
  readSearchToken,
  type StoredSearchToken,
} from './search-token.mysql.ts';

/** How long a token that was good stays good while the database is away, ms. */
const keep = 600_000;
/** How long a token may last, ms: a working day and more. */
const longest = 86_400_000;
/** How long one that has ended is kept, ms. */
const keptAfterwards = 7 * 86_400_000;

interface SearchTokensDeps {
  database: Database;
  audit: AuditLog;
  logger: Logger;
  /** In ms since the epoch. */
  now: () => number;
}

/** Tokens that let a browser search in one customer's catalogs for a while, and can be taken back at once. */
export class SearchTokens {
  readonly #deps: SearchTokensDeps;
  readonly #tokens: ReadThrough<StoredSearchToken>;

  constructor(deps: SearchTokensDeps) {
    this.#deps = deps;
    this.#tokens = new ReadThrough({ ...deps, load: (id) => readSearchToken(deps.database, id), keep, fresh: 0 });
  }

  /**
   * Whose catalogs this token opens. The database is asked each time.
   * @throws UnauthenticatedError · UnavailableError
   */
  async open(text: string): Promise<SearchToken> {
    const parsed = parseKeyText(text, 'percologsearch');
    const token = parsed === undefined ? undefined : await this.#tokens.get(parsed.id);
    if (parsed === undefined || token === undefined || !isSameHash(parsed.secretHash, token.secretHash)) {
      throw new UnauthenticatedError('Invalid Application-ID or API key');
    }
    if (token.revokedAt !== null) {
      throw new UnauthenticatedError(`the search token was revoked at ${token.revokedAt.toISOString()}`);
    }
    if (this.#deps.now() >= token.expiresAt.getTime()) {
      throw new UnauthenticatedError(`the search token ended at ${token.expiresAt.toISOString()}`);
    }
    return token;
  }

  /** See `Access.createSearchToken` in port.ts. */
  async create(
    author: Author,
    { customer, expiresAt }: { customer: string; expiresAt: Date },
  ): Promise<{ token: SearchToken; secret: string }> {
    const now = this.#deps.now();
    // An invalid date is no number, and so in no range.
    if (!(expiresAt.getTime() > now && expiresAt.getTime() <= now + longest)) {
      const detail = 'a search token ends in the future, within 24 hours';
      throw new RefusedError(detail, { faults: [{ pointer: '/expires_at', code: 'no_end', detail }] });
    }
    const { id, text, secretHash } = makeSearchTokenText();
    const token = await this.#deps.database.transaction(async (tx) => {
      await insertSearchToken(tx, { id, customer, secretHash, expiresAt }, author.name);
      const created = await lockSearchToken(tx, id);
      if (created === undefined) {
        throw new Error('the search token that was just made is not there');
      }
      await this.#deps.audit.append(tx, author, [entryOf('search-token.create', undefined, created)]);
      return created;
    });
    await dropEndedSearchTokens(this.#deps.database, new Date(now - keptAfterwards));
    return { token, secret: text };
  }

  /** See `Access.findSearchToken` in port.ts. */
  async find(id: string): Promise<SearchToken> {
    const token = isKeyId(id) ? await readSearchToken(this.#deps.database, id) : undefined;
    if (token === undefined) {
      throw noToken();
    }
    const { customer, createdAt, createdBy, expiresAt, revokedAt } = token;
    return { id, customer, createdAt, createdBy, expiresAt, revokedAt };
  }

  /** See `Access.revokeSearchToken` in port.ts. */
  async revoke(author: Author, id: string): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const before = isKeyId(id) ? await lockSearchToken(tx, id) : undefined;
      if (before === undefined) {
        throw noToken();
      }
      if (before.revokedAt === null) {
        await markSearchTokenRevoked(tx, id);
        await this.#deps.audit.append(tx, author, [
          entryOf('search-token.revoke', before, await lockSearchToken(tx, id)),
        ]);
      }
    });
    this.#tokens.forget(id);
  }
}

function noToken(): NotFoundError {
  return new NotFoundError('there is no search token with this id');
}

function entryOf(
  action: 'search-token.create' | 'search-token.revoke',
  before: SearchToken | undefined,
  after: SearchToken | undefined,
): AuditEntry {
  const token = after ?? before;
  return {
    action,
    subject: token?.id ?? '',
    customer: token?.customer ?? null,
    before: before === undefined ? null : hashOf(before),
    after: after === undefined ? null : hashOf(after),
  };
}

function hashOf({ id, customer, expiresAt, revokedAt }: SearchToken): string {
  return auditHash({
    id,
    customer,
    expires_at: expiresAt.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
  });
}
