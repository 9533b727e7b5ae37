import { errors } from 'jose';

/** Why a token is refused, for the one who sent it; never the token itself. Undefined for an error that is not the token's. */
export function refusalReason(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) {
    return `the token ended at ${instant(error.payload.exp)}`;
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return claimReason(error);
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return 'the signature of the token is not right';
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return 'the token is signed with a key that is not known';
  }
  return error instanceof errors.JOSEError ? 'what is given is not a token' : undefined;
}

function claimReason({ claim, payload, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') {
    return `the token has no ${claim}`;
  }
  switch (claim) {
    case 'iss':
      return 'the token comes from an issuer (iss) that is not trusted here';
    case 'aud':
      return 'the token is meant for another audience (aud)';
    case 'nbf':
      return reason === 'invalid' ? "the token's nbf is not a moment" : `the token begins at ${instant(payload.nbf)}`;
    default:
      return `the token's ${claim} is not a moment`;
  }
}

/** Seconds since the epoch in ISO 8601, where they are a moment that can be written so. */
export function instant(seconds: number | undefined): string {
  const date = new Date((seconds ?? NaN) * 1_000);
  return Number.isNaN(date.getTime()) ? 'no moment' : date.toISOString();
}
