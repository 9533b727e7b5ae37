import type { JsonObject } from './json.ts';
import type { Random } from './random.ts';
import { NO_VALUES } from './vocabulary.ts';

/** Words of one stem, words that differ only in accents or case, signs within and between words, scripts without blanks. */
const WORDS: readonly string[] = [
  ...['energy', 'energies', 'Energy', 'running', 'runs', 'run', 'relational', 'relate', 'relation', 'happy', 'happily'],
  ...['the', 'and', 'of', 'not', 'caf\u00e9', 'cafe\u0301', 'cafe', 'İstanbul', 'istanbul', 'ΟΔΟΣ', 'οδοσ', 'Straße'],
  ...[
    'C++',
    'C',
    "don't",
    'don’t',
    'dont',
    'U.S.A.',
    '3.5',
    '1,000',
    '1000',
    'snake_case',
    'x:y',
    '東京',
    '京',
    '大学',
  ],
  ...['Data-driven', 'data', 'driven', 'R2D2', '😀', 'カタカナ', 'machine', 'machines', 'learning', 'learn', 'learned'],
  `${'w'.repeat(254)}ab`,
];

const BETWEEN = [
  ' ',
  ' ',
  ' ',
  ' ',
  ', ',
  '. ',
  ' <b>',
  '</b> ',
  '</p><p>',
  '<br>',
  ' &amp; ',
  '&nbsp;',
  ' – ',
] as const;
const MEMBERS = ['title', 'short_description', 'full_description'] as const;
/** Of these nothing is left to read, or it is no text. */
const WORDLESS = ['<p></p>', '<b> </b>', '&nbsp;', '– … !', ['a list'], 7] as const;

/** Writes the text members: HTML as upstream writes it, at times nothing that can be read. */
export function writeTexts(random: Random, into: JsonObject): void {
  for (const member of MEMBERS) {
    const roll = random.next();
    if (roll < 0.75) {
      into[member] = generateText(random);
    } else if (roll < 0.85) {
      // The contract asks for the kind of a title.
      into[member] = random.pick([...NO_VALUES, ...WORDLESS].filter((value) => member !== 'title' || value !== 7));
    }
  }
}

function generateText(random: Random): string {
  return random
    .times(random.between(1, 9), () => random.pick(WORDS))
    .reduce((text, word) => text + random.pick(BETWEEN) + word.replace('é', random.pick(['é', '&eacute;'])));
}

/** A text for a filter: some words of those given, in a row or not, or any; at times as another would write them. */
export function generateAsked(random: Random, held: readonly string[]): string {
  const text = held.length > 0 && random.chance(0.85) ? random.pick(held) : generateText(random);
  const words = text
    .replace(/<[^>]*>/g, ' ')
    .split(/\s+/)
    .filter(Boolean);
  const count = random.pick([1, 1, 2, 2, 3]);
  const start = random.between(0, Math.max(words.length - count, 0));
  const some = random.chance(0.8)
    ? words.slice(start, start + count)
    : random.times(count, () => random.pick<string>(words));
  const asked = some.join(random.pick([' ', ' ', ', ', '  ']));
  return random.pick([asked, asked, asked, asked.toUpperCase(), asked.toLowerCase(), asked.normalize('NFD')]);
}
