import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { readSecretFile } from './secret-file.ts';

/** The password of this checkout's database, made at the first call. It lies beside the data and goes when they go. */
export function readPassword(layout: Layout): Promise<string> {
  return readSecretFile(join(layout.data, 'database-password'), 18);
}
