import type { AuditLog, Author } from '../kernel/audit.ts';
import type { Database } from '../kernel/database.ts';
import type { Logger } from '../kernel/log.ts';
import { listAuditRows } from './audit/list-audit.mysql.ts';
import { ApiKeys } from './keys/api-keys.ts';
import type {
  Access,
  ApiKey,
  AuditFilter,
  AuditRecord,
  Caller,
  Credentials,
  Page,
  RoleAssignment,
  RoleGrant,
  SearchPass,
  SearchToken,
} from './port.ts';
import { callerWith } from './roles/caller.ts';
import { distinct } from './roles/read-grant.ts';
import { RoleAssignments } from './roles/role-assignments.ts';
import { SearchKeys, type SearchKeySettings } from './search-keys/search-keys.ts';
import { SearchTokens } from './search-keys/search-tokens.ts';
import type { TokenClaims } from './tokens/read-claims.ts';
import { readCredentials } from './tokens/read-credentials.ts';
import { RememberedTokens } from './tokens/remembered-tokens.ts';
import { TokenVerifier, type TokenSettings } from './tokens/verify-token.ts';

export interface AccessDeps {
  database: Database;
  audit: AuditLog;
  logger: Logger;
  /** The clock by which tokens and keys end, in ms since the epoch. */
  now: () => number;
  /** `off`: nobody is asked who he is, and everybody may do everything. */
  control: 'on' | 'off';
  tokens: TokenSettings;
  searchKeys: SearchKeySettings;
  /** Of the two cookies that a token is split into, such as `edx-jwt-cookie`. */
  cookiePrefix: string;
}

/** Everybody, where access control is off. */
const everybody = callerWith('user:anyone', [{ role: 'enterprise_openedx_operator', context: '*' }], true);

/** The room's port, on its real stores. */
export class MysqlAccess implements Access {
  readonly #deps: AccessDeps;
  readonly #tokens: RememberedTokens;
  readonly #roles: RoleAssignments;
  readonly #keys: ApiKeys;
  readonly #searchTokens: SearchTokens;
  readonly #searchKeys: SearchKeys;
  /** The caller of a remembered token, for as long as the user's roles stay as they are. */
  readonly #callers = new WeakMap<TokenClaims, { given: readonly RoleGrant[]; caller: Caller }>();

  constructor(deps: AccessDeps) {
    this.#deps = deps;
    this.#tokens = new RememberedTokens(new TokenVerifier({ ...deps, settings: deps.tokens }), deps.now);
    this.#roles = new RoleAssignments(deps);
    this.#keys = new ApiKeys(deps);
    this.#searchTokens = new SearchTokens(deps);
    this.#searchKeys = new SearchKeys({ settings: deps.searchKeys, tokens: this.#searchTokens, now: deps.now });
  }

  async identify(credentials: Credentials): Promise<Caller> {
    if (this.#deps.control === 'off') {
      return everybody;
    }
    const { kind, text } = readCredentials(credentials, this.#deps.cookiePrefix);
    if (kind === 'key') {
      return this.#keys.identify(text);
    }
    const claims = await this.#tokens.read(text);
    return this.#callerOf(claims, await this.#roles.of(claims.username));
  }

  listRoles(filter: { username?: string } & Page): Promise<{ count: number; assignments: RoleAssignment[] }> {
    return this.#roles.list(filter);
  }

  giveRole(author: Author, grant: RoleGrant & { username: string }): Promise<RoleAssignment> {
    return this.#roles.give(author, grant);
  }

  takeRole(author: Author, id: number): Promise<void> {
    return this.#roles.take(author, id);
  }

  listKeys(page: Page): Promise<{ count: number; keys: ApiKey[] }> {
    return this.#keys.list(page);
  }

  createKey(
    author: Author,
    key: { name: string; roles: readonly RoleGrant[]; expiresAt: Date },
  ): Promise<{ key: ApiKey; secret: string }> {
    return this.#keys.create(author, key);
  }

  revokeKey(author: Author, id: string): Promise<void> {
    return this.#keys.revoke(author, id);
  }

  openSearchKey(key: string): Promise<SearchPass> {
    return this.#deps.control === 'off'
      ? Promise.resolve({ name: everybody.name, reach: 'everything', indices: 'every' })
      : this.#searchKeys.open(key);
  }

  makeSearchKey(of: { customer: string; user: string }): { key: string; validUntil: Date } | undefined {
    return this.#searchKeys.make(of);
  }

  createSearchToken(
    author: Author,
    token: { customer: string; expiresAt: Date },
  ): Promise<{ token: SearchToken; secret: string }> {
    return this.#searchTokens.create(author, token);
  }

  findSearchToken(id: string): Promise<SearchToken> {
    return this.#searchTokens.find(id);
  }

  revokeSearchToken(author: Author, id: string): Promise<void> {
    return this.#searchTokens.revoke(author, id);
  }

  listAudit(filter: AuditFilter & Page): Promise<{ count: number; records: AuditRecord[] }> {
    return listAuditRows(this.#deps.database, filter);
  }

  #callerOf(claims: TokenClaims, given: readonly RoleGrant[]): Caller {
    const known = this.#callers.get(claims);
    if (known?.given === given) {
      return known.caller;
    }
    const caller = callerWith(`user:${claims.username}`, distinct([...claims.roles, ...given]), claims.staff);
    this.#callers.set(claims, { given, caller });
    return caller;
  }
}
