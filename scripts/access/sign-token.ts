import { SignJWT } from 'jose';
import type { Signer } from './signer.ts';

/** What a token of ours says, with the claims that Open edX sends. */
export interface TokenClaims {
  user: string;
  /** `role:context` */
  roles: readonly string[];
  staff?: boolean;
  until: Date;
}

/** A token for development and for our own programs, signed with the service's secret (HS256). */
export function signToken(signer: Omit<Signer, 'whose'>, claims: TokenClaims): Promise<string> {
  const { user, roles, staff = false, until } = claims;
  const { secret, issuer = 'percolog-development', audience } = signer;
  return new SignJWT({
    preferred_username: user,
    user_id: 1,
    roles,
    ...(staff ? { administrator: true } : {}),
    ...(audience === undefined ? {} : { aud: audience }),
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setIssuedAt()
    .setExpirationTime(until)
    .sign(new TextEncoder().encode(secret));
}

/** A token with which a program of ours may do everything, for some hours. */
export function operatorToken(signer: Omit<Signer, 'whose'>, user: string): Promise<string> {
  const until = new Date(Date.now() + 12 * 3_600_000);
  return signToken(signer, { user, roles: ['enterprise_openedx_operator:*'], until });
}
