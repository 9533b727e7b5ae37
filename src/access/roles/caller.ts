import type { Caller, RoleGrant } from '../port.ts';
import { grantsOf } from './permissions.ts';

/** A caller with these roles. Callers are remembered and handed to many requests, so they cannot be changed. */
export function callerWith(name: string, roles: readonly RoleGrant[], staff = false): Caller {
  return Object.freeze({ name, staff, roles, grants: grantsOf(roles) });
}
