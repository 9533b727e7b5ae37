import { auditHash, type AuditEntry, type AuditLog, type Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { NotFoundError, RefusedError, UnavailableError } from '../../kernel/errors.ts';
import type { Logger } from '../../kernel/log.ts';
import type { Page, RoleAssignment, RoleGrant } from '../port.ts';
import { ReadThrough } from '../read-through.ts';
import { checkGrant } from './read-grant.ts';
import { deleteRole, insertRole, listRoleRows, lockRole, lockRoleById, readRolesOf } from './role-assignment.mysql.ts';

interface RoleAssignmentsDeps {
  database: Database;
  audit: AuditLog;
  logger: Logger;
  /** In ms since the epoch. */
  now: () => number;
}

const none: readonly RoleGrant[] = [];

/** No blanks at the ends, which the database would not see, and nothing that cannot be seen. */
const nameForm = /^[^\p{Cc}\p{Cs}\p{Z}](?:[^\p{Cc}\p{Cs}]{0,253}[^\p{Cc}\p{Cs}\p{Z}])?$/u;

/** The roles that users were given here, beside those that their tokens bring. */
export class RoleAssignments {
  readonly #deps: RoleAssignmentsDeps;
  readonly #roles: ReadThrough<readonly RoleGrant[]>;

  constructor(deps: RoleAssignmentsDeps) {
    this.#deps = deps;
    this.#roles = new ReadThrough<readonly RoleGrant[]>({
      ...deps,
      load: (username) => readRolesOf(deps.database, username),
      keep: Infinity,
    });
  }

  /** While the database is away: the last known ones; none, where none were ever known. */
  async of(username: string): Promise<readonly RoleGrant[]> {
    try {
      return (await this.#roles.get(username)) ?? none;
    } catch (error) {
      if (error instanceof UnavailableError) {
        return none;
      }
      throw error;
    }
  }

  list(filter: { username?: string } & Page): Promise<{ count: number; assignments: RoleAssignment[] }> {
    return listRoleRows(this.#deps.database, filter);
  }

  /** See `Access.giveRole` in port.ts. */
  async give(author: Author, wanted: RoleGrant & { username: string }): Promise<RoleAssignment> {
    const grant = { ...checkGrant(wanted), username: checkName(wanted.username) };
    const given = await this.#deps.database.transaction(
      async (tx) => {
        const known = await lockRole(tx, grant);
        if (known !== undefined) {
          return known;
        }
        await insertRole(tx, grant, author.name);
        await this.#deps.audit.append(tx, author, [entryOf('role.give', grant)]);
        return lockRole(tx, grant);
      },
      { retryDuplicates: true },
    );
    this.#roles.forget(grant.username);
    if (given === undefined) {
      throw new Error('the role that was just given is not there');
    }
    return given;
  }

  /** See `Access.takeRole` in port.ts. */
  async take(author: Author, id: number): Promise<void> {
    const { username } = await this.#deps.database.transaction(async (tx) => {
      const known = await lockRoleById(tx, id);
      if (known === undefined) {
        throw new NotFoundError('there is no role assignment with this id');
      }
      await deleteRole(tx, id);
      await this.#deps.audit.append(tx, author, [entryOf('role.take', known)]);
      return known;
    });
    this.#roles.forget(username);
  }
}

/** @throws RefusedError */
function checkName(username: string): string {
  if (!nameForm.test(username)) {
    const detail = 'a username has 1 to 255 characters, none of them a control character, and no blank at either end';
    throw new RefusedError(detail, { faults: [{ pointer: '/username', code: 'no_username', detail }] });
  }
  return username;
}

/** The subject says who and what, since the row is gone once the role is taken. */
function entryOf(
  action: 'role.give' | 'role.take',
  { username, role, context }: RoleGrant & { username: string },
): AuditEntry {
  const hash = auditHash({ username, role, context });
  return {
    action,
    subject: `${username} ${role}:${context}`,
    customer: context === '*' ? null : context,
    before: action === 'role.take' ? hash : null,
    after: action === 'role.give' ? hash : null,
  };
}
