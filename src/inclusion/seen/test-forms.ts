import type { ContentIndex, Terms } from '../../content-index/port.ts';
import type { Projection } from '../../replication/port.ts';
import { filterTest, partsOf, type Clause } from '../filter/filter-test.ts';

/** Fields that are analysed, by their names below `filter` (mappings/projection.json). */
const textFields = ['title', 'key_words', 'short_description', 'full_description'] as const;

const noTerms: Terms = new Map();

/**
 * What each of these compiled filters says of each form, which the index need not hold: one list a form, in the order of the filters.
 * The engine is asked for the terms of texts alone, and only where a filter looks at words.
 */
export async function testForms(
  contentIndex: Pick<ContentIndex, 'termsOf'>,
  projections: readonly Projection[],
  filters: readonly object[],
): Promise<boolean[][]> {
  const asked = [...new Set(filters.flatMap((filter) => textsOf(filter)))];
  const looksAtWords = asked.length > 0 && projections.length > 0;
  // Every text field is analysed like the title, so that its terms are those of all of them.
  const said = looksAtWords ? await contentIndex.termsOf(asked.map((text) => textsUnder(text))) : [];
  const terms = looksAtWords ? await contentIndex.termsOf(projections.map(textsIn)) : [];
  const saidOf = new Map(asked.map((text, place) => [text, said[place] ?? noTerms]));
  const tests = filters.map((filter) => filterTest(filter, saidOf));
  return projections.map((projection, place) =>
    tests.map((test) => test({ projection, terms: terms[place] ?? noTerms })),
  );
}

function textsUnder(text: string): Record<string, readonly string[]> {
  return Object.fromEntries(textFields.map((field) => [field, [text]]));
}

function textsIn(projection: Projection): Record<string, readonly string[]> {
  return Object.fromEntries(
    textFields.flatMap((field): [string, readonly string[]][] => {
      const values = projection[field] ?? [];
      return values.length === 0 ? [] : [[field, values as readonly string[]]];
    }),
  );
}

/** The texts that a compiled filter looks for. */
function textsOf({ bool, match, multi_match: across, match_phrase: phrase }: Clause): string[] {
  return [
    ...partsOf(bool ?? {}).flatMap(textsOf),
    ...Object.values({ ...match, ...phrase }).map(({ query }) => query),
    ...(across === undefined ? [] : [across.query]),
  ];
}
