import { expect } from 'chai';
import type { Access, AuditRecord, Caller } from '../../../src/access/port.ts';
import { ServiceError } from '../../../src/kernel/errors.ts';
import { makeService, type TestService, type TestStores } from '../../support/service.ts';
import { start } from './jwt.ts';

/** A composed service by whose clock tokens and keys end when the test says so. */
export interface AccessWorld {
  service: TestService;
  access: Access;
  clock: { now: number };
}

export async function openAccess(options: {
  settings?: Record<string, string>;
  stores?: TestStores;
}): Promise<AccessWorld> {
  const clock = { now: start };
  const service = await makeService({ ...options, accessNow: () => clock.now });
  return { service, access: service.access, clock };
}

export function identify(access: Access, authorization: string): Promise<Caller> {
  return access.identify({ authorization, cookies: '' });
}

/** Asserts that this is refused with that code. @returns the message, which never repeats what was sent */
export async function refusal(access: Access, authorization: string, code = 'unauthenticated'): Promise<string> {
  const error: unknown = await identify(access, authorization).then(
    (caller) => new Error(`let in as ${caller.name}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ServiceError)) {
    throw error;
  }
  expect(error.code, error.message).to.equal(code);
  const [, credential = ''] = authorization.split(' ');
  for (const part of credential.split('.').filter(({ length }) => length > 8)) {
    expect(error.message).to.not.include(part);
  }
  return error.message;
}

/** What the audit log says, oldest first. */
export async function audit(access: Access): Promise<AuditRecord[]> {
  const { records } = await access.listAudit({ offset: 0, limit: 1_000 });
  return records.reverse();
}

/** Shown as lists, since sets are compared by what they hold. */
export function grants(caller: Caller): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(caller.grants).map(([permission, customers]) => [
      permission,
      customers === 'every' ? 'every' : [...customers],
    ]),
  );
}
