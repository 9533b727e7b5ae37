import type { JSX } from 'react';

const colours = 8;

/** A coloured tile with a partner's initials, in the place of pictures, which would have to come from outside. */
export function Tile({ name }: { name: string }): JSX.Element {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => /^[\p{Lu}\p{N}]/u.test(word));
  const initials = words.slice(0, 2).map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0));
  return (
    <span className={`tile tile-${String(colourOf(name))}`} aria-hidden="true">
      {initials.join('')}
    </span>
  );
}

/** The same for the same name. */
function colourOf(name: string): number {
  let sum = 0;
  for (const sign of name) {
    sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
  }
  return sum % colours;
}
