import { longTexts, markedLists, markedTexts, type ContentHit } from '../content-search.ts';
import { escapeHtml, retag, untagged, withoutMarks, type Tags } from './marks.ts';
import { matchOf, type Match } from './match.ts';
import { cutSnippet } from './snippet.ts';

/** A value with the found words between tags. */
export interface HighlightedValue extends Match {
  value: string;
}

type Highlighted = HighlightedValue | Highlighted[] | { [member: string]: Highlighted };

/** What an answer shows of where words were found. */
export interface HighlightOptions {
  /** Of the text that was asked for. */
  words: readonly string[];
  tags: Tags;
  isWanted: (attribute: string) => boolean;
  /** Wanted by its name: long texts are not among all. */
  isNamed: (attribute: string) => boolean;
  /** Whether lists are without the values in which nothing was found. */
  onlyMarkedValues: boolean;
}

type Snippet = Pick<Match, 'matchLevel'> & { value: string };
type Snippeted = Snippet | { name: Snippet };

/**
 * `_highlightResult`: every wanted attribute that has a value, also where nothing was found in it. Partners are objects, as in the record.
 */
export function highlightResult(hit: ContentHit, options: HighlightOptions): Record<string, Highlighted> {
  const { document = {}, highlights = {} } = hit;
  const result: Record<string, Highlighted> = {};
  for (const name of [...markedTexts.filter(options.isWanted), ...longTexts.filter(options.isNamed)]) {
    const value = document[name];
    if (typeof value === 'string') {
      const html = highlights[name];
      // A part of a long text is no value of it.
      result[name] = highlighted(value, html !== undefined && withoutMarks(html) === value ? html : undefined, options);
    }
  }
  for (const name of markedLists) {
    if (options.isWanted(name) && Array.isArray(document[name])) {
      result[name] = listed(hit, name, options.onlyMarkedValues, (text, html) => highlighted(text, html, options));
    }
  }
  return result;
}

/**
 * `_snippetResult`: of each wanted text the part with most of the found words, or its beginning; of lists all values.
 * @param wanted `attribute` or `attribute:words`
 */
export function snippetResult(
  hit: ContentHit,
  wanted: readonly string[],
  ellipsis: string,
  { words, tags, onlyMarkedValues }: Omit<HighlightOptions, 'isWanted' | 'isNamed'>,
): Record<string, Snippeted | Snippeted[]> {
  const { document = {}, highlights = {} } = hit;
  const result: Record<string, Snippeted | Snippeted[]> = {};
  for (const entry of wanted) {
    const [name = '', length = ''] = entry.split(':');
    const cut = (text: string, html: string | undefined): Snippet => ({
      value: retag(cutSnippet(html ?? escapeHtml(text), Number(length) || usualLength, ellipsis), tags),
      matchLevel: matchOf(words, html).matchLevel,
    });
    const texts = [
      ...markedTexts.filter((text) => name === '*' || name === text),
      ...longTexts.filter((text) => name === text),
    ];
    for (const text of texts) {
      const value = document[text];
      if (typeof value === 'string') {
        result[text] = cut(value, highlights[text]);
      }
    }
    for (const list of markedLists) {
      if ((name === '*' || name.split('.')[0] === list) && Array.isArray(document[list])) {
        result[list] = listed(hit, list, onlyMarkedValues, cut);
      }
    }
  }
  return result;
}

/** Words of a snippet that does not say how many. */
const usualLength = 10;

/** Each value of a list, shown; what is an object stays one, with its name. */
function listed<Shown extends Pick<Match, 'matchLevel'>>(
  { document = {}, highlights = {} }: ContentHit,
  name: (typeof markedLists)[number],
  onlyMarked: boolean,
  show: (text: string, html: string | undefined) => Shown,
): (Shown | { name: Shown })[] {
  const found = new Map((highlights[name] ?? []).map((html) => [withoutMarks(html), html]));
  return (document[name] as unknown[]).flatMap((value) => {
    const text = typeof value === 'string' ? value : nameOf(value);
    const shown = text === undefined ? undefined : show(text, found.get(text));
    if (shown === undefined || (onlyMarked && shown.matchLevel === 'none')) {
      return [];
    }
    return [typeof value === 'string' ? shown : { name: shown }];
  });
}

function highlighted(value: string, html: string | undefined, { words, tags }: HighlightOptions): HighlightedValue {
  return { value: html === undefined ? untagged(value, tags) : retag(html, tags), ...matchOf(words, html) };
}

function nameOf(value: unknown): string | undefined {
  const name = (value as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : undefined;
}
