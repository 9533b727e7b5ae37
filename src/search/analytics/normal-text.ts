import { oneLine } from '../words.ts';

/** UTF-16 units; what is longer is no search of words. */
const longest = 200;

/** A text as reports know it: lower case, composed, one blank between words. Pure. */
export function normalText(text: string): string {
  const plain = oneLine(text).toLowerCase();
  // The second half of the last character may be cut off.
  return plain
    .slice(0, longest)
    .replace(/[\ud800-\udbff]$/u, '')
    .trim();
}
