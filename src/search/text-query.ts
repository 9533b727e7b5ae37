import { countWords } from './count-words.ts';
import { completions, lastWord } from './last-word.ts';

/** Where words are looked for, and how much it counts. */
const fields = [
  'title^8',
  'skill_names.text^4',
  'partners.text^3',
  'subjects.text^3',
  'program_titles.text^2',
  'short_description^2',
  'full_description',
];

/** Past these the last word must be whole: each word is asked for twice, and the engine takes 1,024 clauses in a query. */
const mostWordsWithBeginning = 16;

/**
 * All words must occur, in whichever fields; a phrase in the title comes first. The last word counts as the beginning of one
 * too, while nothing follows it; what is found so comes after everything that has the word itself.
 */
export function textQuery(text: string): object {
  const last = countWords(text) > mostWordsWithBeginning ? undefined : lastWord(text);
  const whole = { must: [allWords(text)], should: titleBonus(text) };
  if (last === undefined) {
    return { bool: whole };
  }
  const begun =
    countWords(last.before) === 0
      ? { must: [begins(last.word)] }
      : {
          must: [allWords(last.before), begins(last.word)],
          should: [
            { match_phrase_prefix: { 'title.words': { query: text, slop: 2, max_expansions: 500, boost: 10 } } },
          ],
        };
  return {
    dis_max: {
      queries: [
        // At least 1, which the other never comes to: a sum of scores stays far below a million.
        { bool: { ...whole, must: [...whole.must, { match_all: {} }] } },
        { bool: { ...begun, boost: 1e-6 } },
      ],
    },
  };
}

function allWords(text: string): object {
  return { multi_match: { query: text, type: 'cross_fields', operator: 'and', fields } };
}

function titleBonus(text: string): object[] {
  return [
    { match_phrase: { 'title.words': { query: text, slop: 2, boost: 10 } } },
    { match: { title: { query: text, boost: 4 } } },
  ];
}

/** The fields hold stems, so the beginning is taken as it is, and beside it the stems of what it may be on its way to. */
function begins(word: string): object {
  const ahead = completions(word);
  return {
    bool: {
      should: [
        {
          multi_match: {
            query: word,
            type: 'bool_prefix',
            operator: 'and',
            analyzer: 'words',
            fields: ['title.words^8', ...fields],
          },
        },
        ...(ahead.length === 0 ? [] : [{ multi_match: { query: ahead.join(' '), operator: 'or', fields } }]),
      ],
      minimum_should_match: 1,
    },
  };
}
