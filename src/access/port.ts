import type { Author } from '../kernel/audit.ts';
import type { Customers } from '../kernel/customers.ts';

/** Roles as people write them. */
export { roleNames } from './roles/permissions.ts';
export { readGrant } from './roles/read-grant.ts';

/**
 * What a role gives for a customer. `learner`: ask and search. `admin`: write catalogs, and all that a learner may.
 * `provisioning`: read and write catalogs, but not delete them. `monitor`: read the metrics (role percolog_monitor; whoever is
 * admin of every customer has it too).
 */
export type Permission = 'learner' | 'admin' | 'provisioning' | 'monitor';

/** A system role for one customer (its uuid, lower case) or for every one (`*`). */
export interface RoleGrant {
  role: string;
  context: string;
}

/** Who calls, and what he may. */
export interface Caller {
  /** `user:NAME` or `key:ID`; rate limits count by it, and the audit log names it. */
  name: string;
  /** As the platform says of its own staff. */
  staff: boolean;
  /** Those that we know and that have a context, each once; others give nothing and are left out. */
  roles: readonly RoleGrant[];
  /** The customers for which each permission is given. */
  grants: Readonly<Record<Permission, Customers>>;
}

/** What a request brings to say who calls. */
export interface Credentials {
  /** The Authorization header: `JWT TOKEN`, `Bearer TOKEN` or `Bearer API-KEY`. */
  authorization: string;
  /** The Cookie header, where the request asks to be read by its token cookies (`USE-JWT-COOKIE: true`). */
  cookies: string;
}

export interface RoleAssignment extends RoleGrant {
  id: number;
  username: string;
  createdAt: Date;
  createdBy: string;
}

/** An API key as it may be shown: its secret is not kept. */
export interface ApiKey {
  id: string;
  name: string;
  roles: readonly RoleGrant[];
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** A token that lets a page search in one customer's catalogs, as it may be shown: its secret is not kept. */
export interface SearchToken {
  id: string;
  customer: string;
  createdAt: Date;
  createdBy: string;
  expiresAt: Date;
  revokedAt: Date | null;
}

/** What a search key lets one search. */
export interface SearchPass {
  /** `search-token:ID`, or `search-key:` and what tells the key's user from others; rate limits count by it. */
  name: string;
  /** Every catalog of these customers; or what `filters`, in the portal's language, keep to; or everything. */
  reach: { customers: readonly string[] } | { filters: string } | 'everything';
  /** The names of the index that may be asked; `*` at the beginning or the end stands for any letters. */
  indices: readonly string[] | 'every';
  /** What tells who searches with it from others with such keys; missing where one key may be many people's. */
  user?: string;
}

export interface AuditRecord {
  id: number;
  at: Date;
  author: string;
  requestId: string | null;
  action: string;
  subject: string;
  customer: string | null;
  before: string | null;
  after: string | null;
}

export interface AuditFilter {
  author?: string;
  action?: string;
  subject?: string;
  customer?: string;
  /** From this moment on. */
  since?: Date;
  /** Before this moment. */
  until?: Date;
  /** Before the record of this id: where a page goes on. */
  before?: number;
}

export interface Page {
  offset: number;
  limit: number;
}

export interface Access {
  /**
   * Who calls. Roles come from the token or key itself, and from the assignments of the token's user.
   * @throws UnauthenticatedError when nothing is brought, or it is not good; the message says why without repeating it
   * @throws UnavailableError when the keys that the token is checked with cannot be fetched, or, for an API key that was not
   * seen lately, when the database is away
   */
  identify(credentials: Credentials): Promise<Caller>;

  listRoles(filter: { username?: string } & Page): Promise<{ count: number; assignments: RoleAssignment[] }>;
  /** Giving what is given already changes nothing. @throws RefusedError for a role or context that cannot be */
  giveRole(author: Author, grant: RoleGrant & { username: string }): Promise<RoleAssignment>;
  /** @throws NotFoundError */
  takeRole(author: Author, id: number): Promise<void>;

  listKeys(page: Page): Promise<{ count: number; keys: ApiKey[] }>;
  /** @returns the key as it is to be sent: it is shown this once. @throws RefusedError */
  createKey(
    author: Author,
    key: { name: string; roles: readonly RoleGrant[]; expiresAt: Date },
  ): Promise<{ key: ApiKey; secret: string }>;
  /** Ends a key at once here, and within seconds in other processes. @throws NotFoundError */
  revokeKey(author: Author, id: string): Promise<void>;

  /**
   * What a search key opens: a secured key, which is only signed, or a search token.
   * @throws UnauthenticatedError when it is not good (any more) · UnavailableError for a token while the database is away
   */
  openSearchKey(key: string): Promise<SearchPass>;
  /** A secured key for all catalogs of a customer; undefined where no secret is set to sign it with. @param of.user who asks for it */
  makeSearchKey(of: { customer: string; user: string }): { key: string; validUntil: Date } | undefined;
  /** @returns the token as it is to be sent: it is shown this once. @throws RefusedError for an end past 24 hours */
  createSearchToken(
    author: Author,
    token: { customer: string; expiresAt: Date },
  ): Promise<{ token: SearchToken; secret: string }>;
  /** @throws NotFoundError */
  findSearchToken(id: string): Promise<SearchToken>;
  /** Ends a token at once, in every process. @throws NotFoundError */
  revokeSearchToken(author: Author, id: string): Promise<void>;

  /** Latest first. */
  listAudit(filter: AuditFilter & Page): Promise<{ count: number; records: AuditRecord[] }>;
}
