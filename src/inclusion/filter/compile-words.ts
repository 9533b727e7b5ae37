import { anyOf } from './compile-values.ts';
import type { Condition, TextField } from './parsed-filter.ts';

type WordsCondition = Extract<Condition, { kind: 'words' }>;

/** What each text field is in the projection (mappings/projection.json); the words of a key stand apart from the key itself. */
const indexed: Record<Exclude<TextField, 'q'>, string> = {
  title: 'filter.title',
  key: 'filter.key_words',
  short_description: 'filter.short_description',
  full_description: 'filter.full_description',
};

/** One of the texts occurs. Every text has a word, so the percolator can select by each. */
export function wordsClause({ field, how, values }: WordsCondition): object {
  const fields = field === 'q' ? Object.values(indexed) : [indexed[field]];
  return anyOf(
    values.flatMap((value) => (how === 'match' ? [allWords(fields, value)] : fields.map((one) => inARow(one, value)))),
  );
}

/** `q` takes its four values together: each word in any of them. */
function allWords(fields: readonly string[], value: string): object {
  const stems = fields.map((field) => `${field}.stems`);
  const [only = ''] = stems;
  return stems.length === 1
    ? { match: { [only]: { query: value, operator: 'and' } } }
    : { multi_match: { query: value, type: 'cross_fields', operator: 'and', fields: stems } };
}

function inARow(field: string, value: string): object {
  return { match_phrase: { [field]: { query: value, slop: 0 } } };
}
