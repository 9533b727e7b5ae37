import { markedLists, markedTexts, type ContentHit } from '../content-search.ts';
import { retag, untagged, withoutMarks, type Tags } from './marks.ts';
import { matchOf, type Match } from './match.ts';

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
}

/**
 * `_highlightResult`: every wanted attribute that has a value, also where nothing was found in it. Partners are objects, as in the record.
 */
export function highlightResult(hit: ContentHit, options: HighlightOptions): Record<string, Highlighted> {
  const { document = {}, highlights = {} } = hit;
  const result: Record<string, Highlighted> = {};
  for (const name of markedTexts) {
    const value = document[name];
    if (options.isWanted(name) && typeof value === 'string') {
      const html = highlights[name];
      // A part of a long text is no value of it.
      result[name] = highlighted(value, html !== undefined && withoutMarks(html) === value ? html : undefined, options);
    }
  }
  for (const name of markedLists) {
    const values = document[name];
    if (options.isWanted(name) && Array.isArray(values)) {
      const found = new Map((highlights[name] ?? []).map((html) => [withoutMarks(html), html]));
      result[name] = (values as unknown[]).flatMap((value): Highlighted[] => {
        const text = typeof value === 'string' ? value : nameOf(value);
        const shown = text === undefined ? undefined : highlighted(text, found.get(text), options);
        return shown === undefined ? [] : [typeof value === 'string' ? shown : { name: shown }];
      });
    }
  }
  return result;
}

/** `_snippetResult`: of each wanted text the part with most of the words, or its beginning. @param wanted `attribute` or `attribute:words` */
export function snippetResult(
  { document = {}, highlights = {} }: ContentHit,
  wanted: readonly string[],
  ellipsis: string,
  { words, tags }: Omit<HighlightOptions, 'isWanted'>,
): Record<string, { value: string; matchLevel: Match['matchLevel'] }> {
  const result: Record<string, { value: string; matchLevel: Match['matchLevel'] }> = {};
  for (const entry of wanted) {
    const [name = '', length = '10'] = entry.split(':');
    for (const text of name === '*' ? markedTexts : markedTexts.filter((one) => one === name)) {
      const value = document[text];
      if (typeof value === 'string') {
        const html = highlights[text];
        const { matchLevel } = matchOf(words, html);
        result[text] = {
          value:
            html === undefined ? untagged(beginningOf(value, Number(length) || 10, ellipsis), tags) : retag(html, tags),
          matchLevel,
        };
      }
    }
  }
  return result;
}

function highlighted(value: string, html: string | undefined, { words, tags }: HighlightOptions): HighlightedValue {
  return { value: html === undefined ? untagged(value, tags) : retag(html, tags), ...matchOf(words, html) };
}

function nameOf(value: unknown): string | undefined {
  const name = (value as { name?: unknown } | null)?.name;
  return typeof name === 'string' ? name : undefined;
}

function beginningOf(text: string, words: number, ellipsis: string): string {
  const all = text.split(/\s+/);
  return all.length <= words ? text : all.slice(0, words).join(' ') + ellipsis;
}
