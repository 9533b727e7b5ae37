import { RefusedError, type Fault } from '../../kernel/errors.ts';
import type { RoleGrant } from '../port.ts';
import { checkGrant, distinct } from '../roles/read-grant.ts';

/** Three years, one of which may be a leap year. */
const longestDays = 1_096;
const mostRoles = 100;

interface NewKey {
  name: string;
  roles: readonly RoleGrant[];
  expiresAt: Date;
}

/** A key as it may be made. @param now ms since the epoch @throws RefusedError with every fault */
export function checkNewKey({ name, roles, expiresAt }: NewKey, now: number): NewKey {
  const faults: Fault[] = [];
  if (name.trim() === '' || name.length > 255) {
    faults.push({ pointer: '/name', code: 'no_name', detail: 'a key has a name of 1 to 255 characters' });
  }
  const end = expiresAt.getTime();
  // An invalid date is no number, and so in no range.
  if (!(end > now && end <= now + longestDays * 86_400_000)) {
    faults.push({ pointer: '/expires_at', code: 'no_end', detail: 'a key ends in the future, within three years' });
  }
  if (roles.length > mostRoles) {
    faults.push({ pointer: '/roles', code: 'too_many', detail: `a key has at most ${String(mostRoles)} roles` });
  }
  const grants = roles.flatMap((grant, index) => {
    try {
      return [checkGrant(grant)];
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        throw error;
      }
      faults.push(...error.faults.map((fault) => ({ ...fault, pointer: `/roles/${String(index)}${fault.pointer}` })));
      return [];
    }
  });
  if (faults.length > 0) {
    throw new RefusedError(`not a key that can be made: ${faults.map(({ detail }) => detail).join('; ')}`, { faults });
  }
  return { name, roles: distinct(grants), expiresAt };
}
