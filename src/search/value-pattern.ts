import { escapeHtml } from './escape-html.ts';
import { fold } from './words.ts';

/** A little below the engine's `index.max_regex_length`. */
const longestPattern = 900;

/** Letters by what is left of them without case and accents, as far as European languages write them. */
const likeLetters = lettersByFold();

/**
 * A regular expression of the engine for keywords in which a word begins with one of the texts, whatever case and accents; long texts are
 * cut and late ones left out, so that `markBeginning` has to look again. Undefined where there is nothing to look for.
 */
export function valuePattern(...texts: readonly string[]): string | undefined {
  const beginnings: string[] = [];
  let room = longestPattern;
  for (const text of texts) {
    const beginning = beginningOf(text, room);
    // Half of a later text would find more than the text.
    if (beginning.pattern !== '' && (beginning.isWhole || beginnings.length === 0)) {
      beginnings.push(beginning.pattern);
      room -= beginning.pattern.length + 1;
    }
  }
  // What all have in common once: the engine makes an automaton of it, which would grow with each.
  return beginnings.length === 0 ? undefined : `(.*[ -/:-@_|])?(${beginnings.join('|')}).*`;
}

function beginningOf(text: string, room: number): { pattern: string; isWhole: boolean } {
  let pattern = '';
  for (const sign of fold(text.trim())) {
    const next = /\s/.test(sign) ? '[ ]+' : (likeLetters.get(sign) ?? eitherCase(sign));
    if (pattern.length + next.length > room) {
      return { pattern, isWhole: false };
    }
    pattern += next;
  }
  return { pattern, isWhole: true };
}

/** The value as HTML with `<mark>` around the first word's beginning that is the text; undefined when none is. */
export function markBeginning(value: string, text: string): string | undefined {
  const wanted = fold(text.trim()).replace(/\s+/g, ' ');
  if (wanted === '') {
    return escapeHtml(value);
  }
  const signs = Array.from(value);
  for (let start = 0; start < signs.length; start += 1) {
    const before = signs[start - 1];
    if (before !== undefined && /[\p{L}\p{M}\p{N}]/u.test(before)) {
      continue;
    }
    const end = endOfMatch(signs, start, wanted);
    if (end !== undefined) {
      const part = (from: number, to?: number): string => escapeHtml(signs.slice(from, to).join(''));
      return `${part(0, start)}<mark>${part(start, end)}</mark>${part(end)}`;
    }
  }
  return undefined;
}

function endOfMatch(signs: readonly string[], start: number, wanted: string): number | undefined {
  let folded = '';
  for (let end = start; end < signs.length; end += 1) {
    folded += fold(signs[end] ?? '').replace(/\s/, ' ');
    if (folded.length >= wanted.length) {
      return folded === wanted ? end + 1 : undefined;
    }
    if (!wanted.startsWith(folded)) {
      return undefined;
    }
  }
  return undefined;
}

function eitherCase(sign: string): string {
  const upper = sign.toUpperCase();
  return upper === sign || Array.from(upper).length > 1 ? `\\${sign}` : `[${sign}${upper}]`;
}

function lettersByFold(): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  const last = 0x17f;
  for (let code = 0x61; code <= last; code += 1) {
    for (const letter of new Set([String.fromCodePoint(code), String.fromCodePoint(code).toUpperCase()])) {
      const plain = fold(letter);
      if (/^[a-z]$/.test(plain) && !(letters.get(plain) ?? '').includes(letter)) {
        letters.set(plain, (letters.get(plain) ?? '') + letter);
      }
    }
  }
  return new Map([...letters].map(([plain, all]) => [plain, `[${all}]`]));
}
