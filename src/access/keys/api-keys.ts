import { auditHash, type AuditEntry, type AuditLog, type Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError, UnauthenticatedError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { ApiKey, Caller, Page, RoleGrant } from '../port.ts';
import { ReadThrough } from '../read-through.ts';
import { callerWith } from '../roles/caller.ts';
import { insertKey, listKeyRows, lockKey, markRevoked, readKey, type StoredKey } from './api-key.mysql.ts';
import { checkNewKey } from './check-new-key.ts';
import { isKeyId, isSameHash, makeKeyText, parseKeyText } from './key-text.ts';

/** How long a key that was good stays good while the database is away, ms. */
const keep = 600_000;

interface ApiKeysDeps {
  database: Database;
  audit: AuditLog;
  logger: Logger;
  /** In ms since the epoch. */
  now: () => number;
}

/** The keys of services that have no tokens. */
export class ApiKeys {
  readonly #deps: ApiKeysDeps;
  readonly #keys: ReadThrough<StoredKey & { caller: Caller }>;

  constructor(deps: ApiKeysDeps) {
    this.#deps = deps;
    this.#keys = new ReadThrough({ ...deps, load: (id) => this.#load(id), keep });
  }

  /**
   * Who sends this key. Only to whoever has the secret is it said that the key has ended.
   * @throws UnauthenticatedError · UnavailableError
   */
  async identify(text: string): Promise<Caller> {
    const parsed = parseKeyText(text);
    const key = parsed === undefined ? undefined : await this.#keys.get(parsed.id);
    if (parsed === undefined || key === undefined || !isSameHash(parsed.secretHash, key.secretHash)) {
      throw new UnauthenticatedError('the API key is not known');
    }
    if (key.revokedAt !== null) {
      throw new UnauthenticatedError(`the API key was revoked at ${key.revokedAt.toISOString()}`);
    }
    if (this.#deps.now() >= key.expiresAt.getTime()) {
      throw new UnauthenticatedError(`the API key ended at ${key.expiresAt.toISOString()}`);
    }
    return key.caller;
  }

  list(page: Page): Promise<{ count: number; keys: ApiKey[] }> {
    return listKeyRows(this.#deps.database, page);
  }

  /** See `Access.createKey` in port.ts. */
  async create(
    author: Author,
    wanted: { name: string; roles: readonly RoleGrant[]; expiresAt: Date },
  ): Promise<{ key: ApiKey; secret: string }> {
    const checked = checkNewKey(wanted, this.#deps.now());
    const { id, text, secretHash } = makeKeyText();
    const key = await this.#deps.database.transaction(async (tx) => {
      await insertKey(tx, { ...checked, id, secretHash }, author.name);
      const created = await lockKey(tx, id);
      if (created === undefined) {
        throw new Error('the key that was just made is not there');
      }
      await this.#deps.audit.append(tx, author, [entryOf('api-key.create', undefined, created)]);
      return created;
    });
    return { key, secret: text };
  }

  /** See `Access.revokeKey` in port.ts. */
  async revoke(author: Author, id: string): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const before = isKeyId(id) ? await lockKey(tx, id) : undefined;
      if (before === undefined) {
        throw new NotFoundError('there is no API key with this id');
      }
      if (before.revokedAt === null) {
        await markRevoked(tx, id);
        await this.#deps.audit.append(tx, author, [entryOf('api-key.revoke', before, await lockKey(tx, id))]);
      }
    });
    this.#keys.forget(id);
  }

  async #load(id: string): Promise<(StoredKey & { caller: Caller }) | undefined> {
    const key = await readKey(this.#deps.database, id);
    return key === undefined ? undefined : { ...key, caller: callerWith(`key:${id}`, key.roles) };
  }
}

/** A key of one customer's roles is that customer's. */
function entryOf(
  action: 'api-key.create' | 'api-key.revoke',
  before: ApiKey | undefined,
  after: ApiKey | undefined,
): AuditEntry {
  const key = after ?? before;
  const [context, ...others] = new Set(key?.roles.map((grant) => grant.context));
  return {
    action,
    subject: key?.id ?? '',
    customer: context === undefined || context === '*' || others.length > 0 ? null : context,
    before: before === undefined ? null : hashOf(before),
    after: after === undefined ? null : hashOf(after),
  };
}

function hashOf({ id, name, roles, expiresAt, revokedAt }: ApiKey): string {
  return auditHash({
    id,
    name,
    roles: roles.map(({ role, context }) => `${role}:${context}`),
    expires_at: expiresAt.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
  });
}
