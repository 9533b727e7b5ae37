import { escapeHtml } from './escape-html.ts';
import {
  longTexts,
  markedLists,
  markedTexts,
  type Highlights,
  type MarkedList,
  type MarkedText,
  type SearchHit,
  type SearchRequest,
} from './port.ts';
import { summaryMembers, type Summary } from './summary.ts';

type Texts = Partial<Record<Exclude<MarkedText, 'additional_information'>, string>>;

/** A hit as the engine gives it. */
export interface EngineHit {
  _source: Summary & {
    es?: Texts;
    additional_information?: string;
    shown?: Record<string, unknown>;
    undiscoverable_reasons?: string[];
  };
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
      : { highlights: highlightsOf(highlight ?? {}, { texts, own }, request.highlight.attributes) }),
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
  { texts, own }: { texts: Texts; own: Pick<EngineHit['_source'], 'additional_information'> },
  wanted: readonly (MarkedText | MarkedList)[],
): Highlights {
  const isWanted = (attribute: MarkedText | MarkedList): boolean => wanted.includes(attribute);
  const ofTexts = [...markedTexts, ...longTexts].filter(isWanted).flatMap((attribute) => {
    const found = parts[attribute in texts ? `es.${attribute}` : attribute] ?? [];
    const [part] =
      attribute === 'additional_information' ? found.filter((one) => isPartOf(one, own[attribute])) : found;
    return part === undefined ? [] : [[attribute, part]];
  });
  const ofLists = markedLists.filter(isWanted).flatMap((attribute) => {
    const values = parts[`${attribute}.text`];
    return values === undefined ? [] : [[attribute, values]];
  });
  return Object.fromEntries([...ofTexts, ...ofLists]) as Highlights;
}

/** What one learns is copied into that field as it is indexed, and the engine may mark it there: it is no part of the text. */
function isPartOf(html: string, text: string | undefined): boolean {
  return text !== undefined && escapeHtml(text).includes(html.replaceAll(/<\/?mark>/g, ''));
}
