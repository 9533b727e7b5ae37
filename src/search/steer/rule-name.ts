/** What rules are called, in addresses too. */
export const nameRule = 'a name has 1 to 100 letters, digits and signs of . _ - and begins with one of the first two';

export function isName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name);
}
