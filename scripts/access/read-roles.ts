import { readGrant, type RoleGrant } from '../../src/access/port.ts';
import { RefusedError } from '../../src/kernel/errors.ts';
import { ArgumentError } from '../stack/command.ts';

/** The roles of `--role ROLE:CONTEXT`. @throws ArgumentError that says all that is wrong, with the nearest names */
export function readRoles(written: readonly string[]): RoleGrant[] {
  const faults: string[] = [];
  const roles = written.flatMap((text) => {
    try {
      return [readGrant(text)];
    } catch (error) {
      if (!(error instanceof RefusedError)) {
        throw error;
      }
      faults.push(...error.faults.map(({ detail }) => `--role ${text}: ${detail}`));
      return [];
    }
  });
  if (faults.length > 0) {
    throw new ArgumentError(faults.join('\n'));
  }
  return roles;
}

export function writeRole({ role, context }: RoleGrant): string {
  return `${role}:${context}`;
}
