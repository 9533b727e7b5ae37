import { tokenCharacters } from './token-characters.ts';

/** Flags (two regional indicators) and `#` or `*` on a key cap: tokens, though none of their characters is one alone. */
const composed = /[\u{1f1e6}-\u{1f1ff}]{2}|[#*]\ufe0f?\u20e3/u;

const wordParts = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]+|./gsu;

/** Whether the engine's standard tokenizer finds a token in the text: without one it would ask for nothing. */
export function hasToken(text: string): boolean {
  for (const character of text) {
    if (isToken(character.codePointAt(0) ?? 0)) {
      return true;
    }
  }
  return composed.test(text);
}

/** At least as many as the tokens that the engine finds in the text. */
export function countTokensAtMost(text: string): number {
  return (text.match(wordParts) ?? []).reduce(
    (sum, part) => sum + (mayBeToken(part) ? Math.ceil(part.length / 255) : 0),
    0,
  );
}

function mayBeToken(part: string): boolean {
  return hasToken(part) || /[#*\p{Regional_Indicator}]/u.test(part);
}

/** Sorted, first and last of each stretch one after another. */
const stretches = readStretches();

function readStretches(): number[] {
  let end = 0;
  return tokenCharacters
    .trim()
    .split(/\s+/)
    .flatMap((stretch) => {
      const [distance = '', further = '0'] = stretch.split(':');
      const first = end + parseInt(distance, 36);
      end = first + parseInt(further, 36);
      return [first, end];
    });
}

function isToken(codePoint: number): boolean {
  let low = 0;
  let high = stretches.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (codePoint < (stretches[middle * 2] ?? 0)) {
      high = middle - 1;
    } else if (codePoint > (stretches[middle * 2 + 1] ?? 0)) {
      low = middle + 1;
    } else {
      return true;
    }
  }
  return false;
}
