import { createHash } from 'node:crypto';

/** Lower-case hex digest of the text's UTF-8 form. Not for secrets: only where another program expects MD5. */
export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

/** Lower-case hex digest of the text's UTF-8 form. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
