import { createHmac } from 'node:crypto';

/** What the services of the tests check tokens with. */
export const testSecret = 'a secret of the tests, long enough for HS256 and known to nobody who matters';

export interface TestClaims {
  username?: string;
  /** `role:context` */
  roles?: readonly string[];
  staff?: boolean;
  /** Seconds from now on. */
  ttl?: number;
}

/** A token as the platform issues them (HS256), made without the library that checks it. */
export function makeToken({ username = 'operator', roles = [], staff = false, ttl = 3_600 }: TestClaims): string {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { preferred_username: username, user_id: 1, administrator: staff, roles, iat: now, exp: now + ttl };
  const body = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${body}.${createHmac('sha256', testSecret).update(body).digest('base64url')}`;
}

/** May everything, for every customer. */
export function operatorToken(): string {
  return makeToken({ staff: true, roles: ['enterprise_openedx_operator:*'] });
}
