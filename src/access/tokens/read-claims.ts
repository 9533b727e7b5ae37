import type { JWTPayload } from 'jose';
import { UnauthenticatedError } from '../../kernel/errors.ts';
import type { RoleGrant } from '../port.ts';
import { readRolesClaim } from '../roles/read-grant.ts';

/** UTF-16 units; Open edX's names have at most 150 characters. */
const longestName = 255;

/** What a good token says of its user. */
export interface TokenClaims {
  username: string;
  staff: boolean;
  roles: RoleGrant[];
  /** The moment at which the token ends, ms since the epoch. */
  endsAt: number;
}

/**
 * Reads the claims as Open edX sends them, from a token whose signature and times are good.
 * @throws UnauthenticatedError when it names no user
 */
export function readClaims(payload: JWTPayload): TokenClaims {
  const username = payload['preferred_username'];
  if (typeof username !== 'string' || username === '' || username.length > longestName) {
    throw new UnauthenticatedError(
      `the token's preferred_username must be a text of 1 to ${String(longestName)} characters`,
    );
  }
  return {
    username,
    staff: payload['administrator'] === true,
    roles: readRolesClaim(payload['roles']),
    endsAt: (payload.exp ?? 0) * 1_000,
  };
}
