import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from './files.ts';

/**
 * A secret of this checkout, made at the first call and readable by its owner only. Of two first calls at once one wins, and both end
 * with the same secret.
 * @param bytes of randomness; the text has two characters for each
 */
export async function readSecretFile(path: string, bytes: number): Promise<string> {
  const stored = await read(path);
  if (stored !== '') {
    return stored;
  }
  await mkdir(dirname(path), { recursive: true });
  // Written beside its place and linked into it, so that nobody reads it half written.
  const draft = `${path}.${process.pid.toString()}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${randomBytes(bytes).toString('hex')}\n`, { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  } finally {
    await rm(draft, { force: true });
  }
  return read(path);
}

async function read(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (isMissing(error)) {
      return '';
    }
    throw error;
  }
}
