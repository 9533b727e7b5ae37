import type { Locale } from '../port.ts';
import { fold } from '../words.ts';

/**
 * What the index makes of a word in titles and descriptions of a language: words with one stem are one word to a search. English is
 * Porter's algorithm as the engine has it (`porter_stem`), Spanish the engine's `light_spanish`; case and accents are taken off first.
 */
export function stemOf(word: string, locale: Locale): string {
  const plain = fold(word);
  return locale === 'es' ? spanishStem(plain) : englishStem(plain);
}

const consonant = '[^aeiou]';
const vowel = '[aeiouy]';
/** A run of consonants, in which y may follow but not begin; a run of vowels. */
const consonants = `${consonant}[^aeiouy]*`;
const vowels = `${vowel}[aeiou]*`;
/** A y that begins a word is a consonant. */
const start = `^(?:${consonants}|(?=[aeiou]))`;
/** Porter's measure: how often a vowel is followed by a consonant. */
const once = new RegExp(`${start}${vowels}${consonants}`);
const onceOnly = new RegExp(`${start}${vowels}${consonants}(?:${vowels})?$`);
const twice = new RegExp(`${start}${vowels}${consonants}${vowels}${consonants}`);
const hasVowel = new RegExp(`${start}${vowel}`);
/** Consonant, vowel, consonant, as `hop`. */
const short = new RegExp(`^${consonants}${vowel}[^aeiouwxy]$`);

const second = endings({
  ational: 'ate',
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  izer: 'ize',
  bli: 'ble',
  alli: 'al',
  entli: 'ent',
  eli: 'e',
  ousli: 'ous',
  ization: 'ize',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  iveness: 'ive',
  fulness: 'ful',
  ousness: 'ous',
  aliti: 'al',
  iviti: 'ive',
  biliti: 'ble',
  logi: 'log',
});
const third = endings({
  icate: 'ic',
  ative: '',
  alize: 'al',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
});
const fourth = /^(.+?)(?:al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize|(?<=[st])ion)$/;

function englishStem(word: string): string {
  if (word.length < 3) {
    return word;
  }
  let stem = withoutParticiple(withoutPlural(word));
  if (stem.endsWith('y') && hasVowel.test(stem.slice(0, -1))) {
    stem = `${stem.slice(0, -1)}i`;
  }
  stem = replaceEnding(replaceEnding(stem, second), third);
  const rest = fourth.exec(stem)?.[1];
  if (rest !== undefined && twice.test(rest)) {
    stem = rest;
  }
  const before = stem.slice(0, -1);
  if (stem.endsWith('e') && (twice.test(before) || (onceOnly.test(before) && !short.test(before)))) {
    stem = before;
  }
  return stem.endsWith('ll') && twice.test(stem) ? stem.slice(0, -1) : stem;
}

function endings(of: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(of));
}

function withoutPlural(word: string): string {
  return /(ss|i)es$/.test(word) ? word.slice(0, -2) : /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutParticiple(word: string): string {
  if (word.endsWith('eed')) {
    return once.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  }
  const rest = /^(.*)(?:ed|ing)$/.exec(word)?.[1];
  if (rest === undefined || !hasVowel.test(rest)) {
    return word;
  }
  if (/(at|bl|iz)$/.test(rest) || (!/([^aeiouy])\1$/.test(rest) && short.test(rest))) {
    return `${rest}e`;
  }
  return /([^aeiouylsz])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

/** The longest ending that fits decides, whether it is replaced or not. */
function replaceEnding(word: string, replacements: ReadonlyMap<string, string>): string {
  for (let at = 0; at < word.length; at += 1) {
    const next = replacements.get(word.slice(at));
    if (next !== undefined) {
      return once.test(word.slice(0, at)) ? word.slice(0, at) + next : word;
    }
  }
  return word;
}

/** Plurals and genders. Shorter words have none that would be sure. */
function spanishStem(word: string): string {
  if (word.length < 5) {
    return word;
  }
  if (/[oae]$/.test(word)) {
    return word.slice(0, -1);
  }
  if (word.endsWith('eses')) {
    return word.slice(0, -2);
  }
  if (word.endsWith('ces')) {
    return `${word.slice(0, -3)}z`;
  }
  return /[oae]s$/.test(word) ? word.slice(0, -2) : word;
}
