import { MysqlAccess } from './access/access.ts';
import type { Config } from './config.ts';
import type { AuditLog } from './kernel/audit.ts';
import type { Database } from './kernel/database.ts';
import type { Logger } from './kernel/log.ts';

/** Who may call, from the settings. @param parts.now ms since the epoch */
export function composeAccess(
  config: Config,
  parts: { database: Database; audit: AuditLog; logger: Logger; now: () => number },
): MysqlAccess {
  return new MysqlAccess({
    ...parts,
    control: config.accessControl,
    tokens: {
      secret: config.jwtSecret,
      jwksUrl: config.jwksUrl,
      issuers: config.jwtIssuers,
      audiences: config.jwtAudiences,
      clockSkewSeconds: config.jwtClockSkewSeconds,
    },
    searchKeys: {
      secret: config.portalKeySecret,
      seconds: config.portalKeySeconds,
      indices: config.portalIndices,
    },
    cookiePrefix: config.jwtCookiePrefix,
  });
}
