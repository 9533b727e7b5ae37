import type { Snapshot } from '../../content-index/port.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { buildSearch } from '../build-search.ts';
import type { Relaxed, SearchRequest } from '../port.ts';
import type { SearchAnswer } from '../present-result.ts';
import { fold, wordsOf } from '../words.ts';
import { leavingOut } from './leaving-out.ts';
import type { ContentCheck } from './models.ts';

/** Items whose titles are searched for, the most enrolled first. */
const items = 50;
/** How much of them the new index may find worse. */
const slack = 0.02;
/** Shorter words are not taken for misspelt ones. */
const shortestMisspelt = 5;

interface Way {
  name: string;
  /** Among how many results the item must be. */
  within: number;
  relaxed: Relaxed | null;
  textOf: (title: string) => string;
}

const ways: readonly Way[] = [
  { name: 'by their titles, in first place', within: 1, relaxed: null, textOf: (title) => `${title} ` },
  { name: 'by their titles with a letter left out, among three', within: 3, relaxed: 'typos', textOf: misspell },
];

/**
 * Whether items that are known by their titles are found as well as before: the share of them that the serving index finds, and the new
 * one. What else is found, and how well, cannot be judged without somebody who knows what is wanted.
 */
export function knownItems(template: RequestTemplate): ContentCheck {
  return {
    name: 'relevance',
    run: async ({ serving, candidate, unlike }) => {
      const asking: Asking = { template, unlike };
      const titles = await readTitles(asking, serving);
      const differences = [];
      for (const way of ways) {
        const before = await shareFound(asking, serving, { way, titles });
        const after = await shareFound(asking, candidate, { way, titles });
        if (after < before - slack) {
          differences.push({ subject: `items found ${way.name}`, serving: before, candidate: after });
        }
      }
      return differences;
    },
  };
}

interface Asking {
  template: RequestTemplate;
  /** Items that were written between the two moments: what they are called now may be in one index alone. */
  unlike: readonly number[];
}

async function readTitles(asking: Asking, snapshot: Snapshot): Promise<string[]> {
  const answer = await ask(asking, snapshot, { text: '', sort: '-popularity', pageSize: items }, null);
  return answer.hits.hits.map(({ _source }) => _source.title).filter((title) => wordsOf(title).length > 0);
}

async function shareFound(
  asking: Asking,
  snapshot: Snapshot,
  { way, titles }: { way: Way; titles: readonly string[] },
): Promise<number> {
  let found = 0;
  for (const title of titles) {
    const answer = await ask(asking, snapshot, { text: way.textOf(title), pageSize: way.within }, way.relaxed);
    found += answer.hits.hits.some(({ _source }) => fold(_source.title) === fold(title)) ? 1 : 0;
  }
  return titles.length === 0 ? 1 : found / titles.length;
}

function ask(
  { template, unlike }: Asking,
  snapshot: Snapshot,
  asked: Pick<SearchRequest, 'text' | 'pageSize' | 'sort'>,
  relaxed: Relaxed | null,
): Promise<SearchAnswer> {
  const request: SearchRequest = { ...asked, page: 1, facets: [] };
  return snapshot.search<SearchAnswer>(
    leavingOut(buildSearch(template, { request, scope: undefined, relaxed }), unlike),
  );
}

/** Without the letter in the middle of its longest word, where that is long enough. */
function misspell(title: string): string {
  const longest = wordsOf(title).reduce((one, other) => (other.length > one.length ? other : one), '');
  const middle = Math.floor(longest.length / 2);
  return longest.length < shortestMisspelt
    ? `${title} `
    : `${title.replace(longest, `${longest.slice(0, middle)}${longest.slice(middle + 1)}`)} `;
}
