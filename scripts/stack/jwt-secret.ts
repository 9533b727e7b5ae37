import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { readSecretFile } from './secret-file.ts';

/**
 * The secret with which this checkout's service checks tokens when `JWT_SECRET` is not given, made at the first call. For
 * development: `npm start` hands it to the service, and `npm run token` signs with it.
 */
export function readJwtSecret(layout: Pick<Layout, 'local'>): Promise<string> {
  return readSecretFile(join(layout.local, 'jwt-secret'), 32);
}
