/**
 * The stem of an English word in lower case, by Porter's algorithm of 1980 in its author's own later version (`bli` and `logi` of step 2).
 * Words of other letters than a to z come out as they are.
 */
export function stem(word: string): string {
  if (word.length < 3) {
    return word;
  }
  return [step1a, step1b, step1c, step2, step3, step4, step5a, step5b].reduce((rest, step) => step(rest), word);
}

const VOWEL = 'aeiou';

function isConsonant(word: string, at: number): boolean {
  const letter = word[at] ?? '';
  if (letter === 'y') {
    return at === 0 || !isConsonant(word, at - 1);
  }
  return !VOWEL.includes(letter);
}

/** How often a vowel is followed by a consonant. */
function measure(word: string): number {
  const kinds = Array.from({ length: word.length }, (_, at) => (isConsonant(word, at) ? 'c' : 'v')).join('');
  return kinds.match(/v+c+/g)?.length ?? 0;
}

function hasVowel(word: string): boolean {
  return Array.from({ length: word.length }, (_, at) => at).some((at) => !isConsonant(word, at));
}

function endsInDouble(word: string): boolean {
  return word.length > 1 && word.at(-1) === word.at(-2) && isConsonant(word, word.length - 1);
}

/** Consonant, vowel, consonant, the last one not w, x or y. */
function endsShort(word: string): boolean {
  const last = word.length - 1;
  return (
    last >= 2 &&
    isConsonant(word, last) &&
    !isConsonant(word, last - 1) &&
    isConsonant(word, last - 2) &&
    !'wxy'.includes(word[last] ?? '')
  );
}

function step1a(word: string): string {
  if (word.endsWith('sses') || word.endsWith('ies')) {
    return word.slice(0, -2);
  }
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function step1b(word: string): string {
  if (word.endsWith('eed')) {
    return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  }
  const ending = ['ed', 'ing'].find((one) => word.endsWith(one));
  const rest = word.slice(0, word.length - (ending?.length ?? 0));
  if (ending === undefined || !hasVowel(rest)) {
    return word;
  }
  if (/(at|bl|iz)$/.test(rest)) {
    return `${rest}e`;
  }
  if (endsInDouble(rest)) {
    return /[lsz]$/.test(rest) ? rest : rest.slice(0, -1);
  }
  return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest;
}

function step1c(word: string): string {
  return word.endsWith('y') && hasVowel(word.slice(0, -1)) ? `${word.slice(0, -1)}i` : word;
}

const STEP_2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

const STEP_3: readonly (readonly [string, string])[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

/** The longest ending that fits decides, whether it is replaced or not. */
function replaced(word: string, endings: readonly (readonly [string, string])[]): string {
  const fitting = endings.filter(([ending]) => word.endsWith(ending));
  const [longest] = fitting.toSorted(([one], [other]) => other.length - one.length);
  if (longest === undefined) {
    return word;
  }
  const rest = word.slice(0, -longest[0].length);
  return measure(rest) > 0 ? rest + longest[1] : word;
}

function step2(word: string): string {
  return replaced(word, STEP_2);
}

function step3(word: string): string {
  return replaced(word, STEP_3);
}

const STEP_4 = 'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize'.split(' ');

function step4(word: string): string {
  const [longest] = STEP_4.filter((ending) => word.endsWith(ending)).toSorted(
    (one, other) => other.length - one.length,
  );
  if (longest === undefined) {
    return word;
  }
  const rest = word.slice(0, -longest.length);
  return measure(rest) > 1 && (longest !== 'ion' || /[st]$/.test(rest)) ? rest : word;
}

function step5a(word: string): string {
  const rest = word.slice(0, -1);
  const goes = word.endsWith('e') && (measure(rest) > 1 || (measure(rest) === 1 && !endsShort(rest)));
  return goes ? rest : word;
}

function step5b(word: string): string {
  return word.endsWith('ll') && measure(word) > 1 ? word.slice(0, -1) : word;
}
