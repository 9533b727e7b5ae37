import { secretWeakness } from './access/tokens/weak-secret.ts';
import type { Config } from './config.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** What keeps a service from listening where strangers can reach it; nothing on loopback. */
export function exposureFaults({ host, accessControl, jwtSecret, jwksUrl, portalKeySecret }: Config): string[] {
  if (loopback.has(host)) {
    return [];
  }
  const weakness = jwtSecret === undefined ? undefined : secretWeakness(jwtSecret);
  const keyWeakness = portalKeySecret === undefined ? undefined : secretWeakness(portalKeySecret);
  return [
    accessControl === 'off' ? `ACCESS_CONTROL off is for loopback only, and HOST is ${host}` : undefined,
    jwtSecret === undefined && jwksUrl === undefined
      ? `JWT_SECRET or JWKS_URL is needed to listen on HOST ${host}, which is not loopback (openssl rand -hex 32 makes a secret)`
      : undefined,
    weakness === undefined ? undefined : `JWT_SECRET ${weakness}: too weak to listen on HOST ${host}`,
    keyWeakness === undefined ? undefined : `PORTAL_KEY_SECRET ${keyWeakness}: too weak to listen on HOST ${host}`,
  ].filter((fault) => fault !== undefined);
}

/** Settings that belong together, one of which is missing. */
export function credentialFaults({ upstreamClientId: id, upstreamClientSecret: secret }: Config): string[] {
  return (id === undefined) === (secret === undefined)
    ? []
    : ['UPSTREAM_CLIENT_ID and UPSTREAM_CLIENT_SECRET belong together: one is missing'];
}

/** What a model of a remote service cannot be asked without. */
export function embeddingFaults({ hybrid, embeddingUrl, embeddingModel, embeddingDimension }: Config): string[] {
  const needed = {
    EMBEDDING_URL: embeddingUrl,
    EMBEDDING_MODEL: embeddingModel,
    EMBEDDING_DIMENSION: embeddingDimension,
  };
  return hybrid === 'http'
    ? Object.entries(needed).flatMap(([name, value]) =>
        value === undefined ? [`${name} is missing: HYBRID is http`] : [],
      )
    : [];
}
