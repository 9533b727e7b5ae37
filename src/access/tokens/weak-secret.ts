/** Characters; the 256 bits that HS256 wants, written in any form, need as many. */
const shortest = 32;
/** What is repeated must itself be as long as half of that. */
const shortestUnit = 16;

/** Secrets that stand in settings' examples and in tutorials, which everybody knows. Compared without case. */
const wellKnown = new Set([
  'set-me-please',
  'set-me-to-a-unique-long-random-string',
  'lms-secret',
  'insecure-secret-key',
  'secret',
  'secret-key',
  'changeme',
  'change-me',
  'replace-me',
  'replaceme',
  'your-256-bit-secret',
  'a-string-secret-at-least-256-bits-long',
  'change-me-change-me-change-me-change-me',
  'your-secret-key-change-this-in-production',
]);

/** Why a secret must not protect a service that strangers can reach; undefined when nothing speaks against it. Never repeats it. */
export function secretWeakness(secret: string): string | undefined {
  const plain = secret.trim().toLowerCase();
  if (wellKnown.has(plain)) {
    return 'is one that everybody knows';
  }
  if (secret.length < shortest) {
    return `has ${String(secret.length)} characters, and needs at least ${String(shortest)}`;
  }
  const unit = repeatedUnit(plain);
  return unit < shortestUnit ? `repeats a text of ${String(unit)} characters` : undefined;
}

/** The length of the shortest text that, repeated, begins with the whole of `text`: its own length when it repeats nothing. */
function repeatedUnit(text: string): number {
  // Knuth, Morris, Pratt: borders[i] is the longest proper prefix of text[0..i] that is a suffix of it too.
  const borders = [0];
  for (let index = 1; index < text.length; index += 1) {
    let border = borders[index - 1] ?? 0;
    while (border > 0 && text[index] !== text[border]) {
      border = borders[border - 1] ?? 0;
    }
    borders.push(text[index] === text[border] ? border + 1 : 0);
  }
  return text.length - (borders.at(-1) ?? 0);
}
