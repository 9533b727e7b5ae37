import type { Snapshot } from '../../content-index/port.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import { buildSearch } from '../build-search.ts';
import type { Locale, Relaxed, SearchRequest } from '../port.ts';
import type { EngineHit } from '../present-hit.ts';
import type { SearchAnswer } from '../present-result.ts';
import { fold, wordsOf } from '../words.ts';
import { leavingOut } from './leaving-out.ts';
import type { ContentCheck } from './models.ts';

/** Items whose titles are searched for, the most enrolled first, in each language. */
const items = 50;
/** How much of them the new index may find worse. */
const slack = 0.02;
/** Shorter words are not taken for misspelt ones. */
const shortestMisspelt = 5;
/** How much of a title is typed, where its beginning is searched for. */
const typedShare = 0.6;

interface Way {
  name: string;
  /** Among how many results the item must be. */
  within: number;
  relaxed: Relaxed | null;
  locale: Locale;
  textOf: (title: string) => string;
}

const whole = (title: string): string => `${title} `;

const ways: readonly Way[] = [
  { name: 'by their titles, in first place', within: 1, relaxed: null, locale: 'en', textOf: whole },
  {
    name: 'by their titles with a letter left out, among three',
    ...{ within: 3, relaxed: 'typos', locale: 'en', textOf: misspell },
  },
  {
    name: 'by the beginnings of their titles, among three',
    ...{ within: 3, relaxed: null, locale: 'en', textOf: beginningOf },
  },
  { name: 'by their titles in Spanish, in first place', within: 1, relaxed: null, locale: 'es', textOf: whole },
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
      const titlesIn = {
        en: await readTitles(asking, serving, 'en'),
        es: await readTitles(asking, serving, 'es'),
      };
      const differences = [];
      for (const way of ways) {
        const titles = titlesIn[way.locale];
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

/** In Spanish of those that have one. */
async function readTitles(asking: Asking, snapshot: Snapshot, locale: Locale): Promise<string[]> {
  const request = { text: '', sort: '-popularity', pageSize: items, locale } as const;
  const having = locale === 'es' ? { exists: { field: 'es.title' } } : { match_all: {} };
  const { hits } = await ask(asking, snapshot, request, { relaxed: null, having });
  return hits.hits.map((hit) => titleOf(hit, locale)).filter((title) => wordsOf(title).length > 0);
}

function titleOf({ _source }: EngineHit, locale: Locale): string {
  return (locale === 'es' ? _source.es?.title : undefined) ?? _source.title;
}

async function shareFound(
  asking: Asking,
  snapshot: Snapshot,
  { way, titles }: { way: Way; titles: readonly string[] },
): Promise<number> {
  let found = 0;
  for (const title of titles) {
    const { within: pageSize, relaxed, locale } = way;
    const { hits } = await ask(asking, snapshot, { text: way.textOf(title), pageSize, locale }, { relaxed });
    found += hits.hits.some((hit) => fold(titleOf(hit, locale)) === fold(title)) ? 1 : 0;
  }
  return titles.length === 0 ? 1 : found / titles.length;
}

function ask(
  { template, unlike }: Asking,
  snapshot: Snapshot,
  asked: Pick<SearchRequest, 'text' | 'pageSize' | 'sort' | 'locale'>,
  { relaxed, having }: { relaxed: Relaxed | null; having?: object },
): Promise<SearchAnswer> {
  const request: SearchRequest = { ...asked, page: 1, facets: [] };
  return snapshot.search<SearchAnswer>(
    leavingOut(buildSearch(template, { request, scope: undefined, relaxed }), unlike, having),
  );
}

/** As somebody types it, up to the middle of a word. */
function beginningOf(title: string): string {
  const letters = Array.from(title);
  return letters
    .slice(0, Math.ceil(typedShare * letters.length))
    .join('')
    .trimEnd();
}

/** Without the letter in the middle of its longest word, where that is long enough. */
function misspell(title: string): string {
  const longest = wordsOf(title).reduce((one, other) => (other.length > one.length ? other : one), '');
  const middle = Math.floor(longest.length / 2);
  return longest.length < shortestMisspelt
    ? `${title} `
    : `${title.replace(longest, `${longest.slice(0, middle)}${longest.slice(middle + 1)}`)} `;
}
