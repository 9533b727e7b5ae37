import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './files.ts';
import type { Layout } from './layout.ts';

/** The password of this checkout's database, made at the first call. It lies beside the data and goes when they go. */
export async function readPassword(layout: Layout): Promise<string> {
  const path = join(layout.data, 'database-password');
  const stored = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) {
      return '';
    }
    throw error;
  });
  if (stored.trim() !== '') {
    return stored.trim();
  }
  await mkdir(layout.data, { recursive: true });
  // Two first calls at once must end with the same password: the one that creates the file wins.
  await writeFile(path, randomBytes(18).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(() => undefined);
  return (await readFile(path, 'utf8')).trim();
}
