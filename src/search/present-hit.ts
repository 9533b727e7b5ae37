import {
  markedLists,
  markedTexts,
  type Highlights,
  type MarkedList,
  type MarkedText,
  type SearchHit,
  type SearchRequest,
} from './port.ts';
import { summaryMembers, type Summary } from './summary.ts';

type Texts = Partial<Record<MarkedText | 'outcome', string>>;

/** A hit as the engine gives it. */
export interface EngineHit {
  _source: Summary & { es?: Texts; shown?: Record<string, unknown>; undiscoverable_reasons?: string[] };
  highlight?: Record<string, string[]>;
  sort?: (string | number | null)[];
  _explanation?: object;
}

/** A hit as it was asked for: in the reader's language as far as there is a text in it. Pure. */
export function presentHit({ _source, highlight, _explanation }: EngineHit, request: SearchRequest): SearchHit {
  const { es, shown, ...own } = _source;
  const texts = request.locale === 'es' ? filled(es ?? {}) : {};
  const summary = Object.fromEntries(summaryMembers.map((member) => [member, own[member]])) as unknown as Summary;
  const { title, short_description } = texts;
  return {
    ...summary,
    ...(title === undefined ? {} : { title }),
    ...(short_description === undefined ? {} : { short_description }),
    ...(request.highlight === undefined
      ? {}
      : { highlights: highlightsOf(highlight ?? {}, texts, request.highlight.attributes) }),
    ...(request.documents === true ? { document: { ...own, ...shown, ...texts } } : {}),
    ...(request.show === 'everything' ? { undiscoverable_reasons: own.undiscoverable_reasons ?? [] } : {}),
    ...(_explanation === undefined ? {} : { explanation: _explanation }),
  };
}

function filled(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

/** The one part of each text, in the language that is shown; the values of each list. Others may be marked for another search. */
function highlightsOf(
  parts: Record<string, string[]>,
  texts: Texts,
  wanted: readonly (MarkedText | MarkedList)[],
): Highlights {
  const isWanted = (attribute: MarkedText | MarkedList): boolean => wanted.includes(attribute);
  const ofTexts = markedTexts.filter(isWanted).flatMap((attribute) => {
    const [part] = parts[attribute in texts ? `es.${attribute}` : attribute] ?? [];
    return part === undefined ? [] : [[attribute, part]];
  });
  const ofLists = markedLists.filter(isWanted).flatMap((attribute) => {
    const values = parts[`${attribute}.text`];
    return values === undefined ? [] : [[attribute, values]];
  });
  return Object.fromEntries([...ofTexts, ...ofLists]) as Highlights;
}
