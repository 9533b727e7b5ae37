import { RefusedError, type Fault } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import { suggest } from '../../kernel/suggest.ts';
import type { RoleGrant } from '../port.ts';
import { isRole, roleNames } from './permissions.ts';

/**
 * The roles that a token's claim gives: one text `role:context`, or a list of them. Entries that are malformed, name no role that
 * we know, or have no context give nothing and are passed over, as in the service we replace.
 */
export function readRolesClaim(claim: unknown): RoleGrant[] {
  const entries: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return distinct(entries.flatMap((entry) => (typeof entry === 'string' ? (tryGrant(entry) ?? []) : [])));
}

/**
 * A role for a customer, as a person writes it: `enterprise_learner:UUID`, or `…:*` for every customer.
 * @throws RefusedError that names the nearest role, or says what a context is
 */
export function readGrant(text: string): RoleGrant {
  const [role, context] = splitGrant(text);
  return checkGrant({ role, context });
}

/** @returns the grant with its context in lower case @throws RefusedError */
export function checkGrant(grant: RoleGrant): RoleGrant {
  const faults: Fault[] = [];
  if (!isRole(grant.role)) {
    const suggestions = suggest(grant.role, roleNames);
    const near = suggestions[0] === undefined ? '' : ` (did you mean ${suggestions[0]}?)`;
    const detail = `there is no such role${near}; there are ${roleNames.join(', ')}`;
    faults.push({ pointer: '/role', code: 'unknown_role', detail, ...(near === '' ? {} : { suggestions }) });
  }
  const context = readContext(grant.context);
  if (context === undefined) {
    const detail = "a role's context is a customer's uuid, or * for every customer";
    faults.push({ pointer: '/context', code: 'no_context', detail });
  }
  if (context === undefined || faults.length > 0) {
    throw new RefusedError(`not a role that can be given: ${faults.map(({ detail }) => detail).join('; ')}`, {
      faults,
    });
  }
  return { role: grant.role, context };
}

/** The same grants, each once, in the order in which they came first. */
export function distinct(grants: readonly RoleGrant[]): RoleGrant[] {
  return [...new Map(grants.map((grant) => [`${grant.role}:${grant.context}`, grant])).values()];
}

function tryGrant(text: string): RoleGrant | undefined {
  const [role, written] = splitGrant(text);
  const context = readContext(written);
  return isRole(role) && context !== undefined ? { role, context } : undefined;
}

function splitGrant(text: string): [role: string, context: string] {
  const colon = text.indexOf(':');
  return colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
}

function readContext(context: string): string | undefined {
  return context === '*' ? context : isUuid(context) ? context.toLowerCase() : undefined;
}
