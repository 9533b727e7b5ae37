import { RefusedError } from '../../kernel/errors.ts';
import type { SearchRequest, SearchResult } from '../port.ts';
import { searchedAs } from '../text-query.ts';
import { normal } from '../words.ts';
import { acceptPin } from './put-pin.ts';
import { readSynonym } from './read-synonym.ts';
import { CompiledSteering, type SteeringRules } from './steered.ts';
import type { NewPin, NewSynonym, PinPreview, PreviewedHits, PreviewRequest, SynonymPreview } from './steering-port.ts';

/** What is shown of each search. */
const shown = 10;

export interface PreviewDeps {
  /** The rules as they are stored. */
  read: () => Promise<CompiledSteering>;
  /** Searches under rules that need not be stored. */
  searchUnder: (requests: readonly SearchRequest[], rules: CompiledSteering) => Promise<SearchResult[]>;
}

/** See `Steering.previewSynonyms`. */
export async function previewSynonyms(
  deps: PreviewDeps,
  request: PreviewRequest,
  rules: readonly string[],
): Promise<SynonymPreview> {
  const drafts = readDrafts(request, rules);
  const stored = (await deps.read()).rules;
  const after = { ...stored, synonyms: [...stored.synonyms, ...drafts] };
  const before = drafts.length > 0 ? stored : { ...stored, synonyms: [] };
  const { synonyms } = new CompiledSteering(after).of({ ...request, customer: undefined });
  const said = searchedAs(normal(request.text), { locale: request.locale, synonyms });
  return {
    searchedAs: (said?.spans ?? []).map(({ words, alternatives }) => ({ words: words.join(' '), alternatives })),
    ...(await compare(deps, request, { before, after })),
  };
}

/** See `Steering.previewPins`. */
export async function previewPins(
  deps: PreviewDeps,
  request: PreviewRequest,
  draft: NewPin | undefined,
): Promise<PinPreview> {
  const pin = draft === undefined ? undefined : acceptPin(draft);
  const stored = (await deps.read()).rules;
  const others = stored.pins.filter(({ name }) => name !== pin?.name);
  const after = pin === undefined ? stored : { ...stored, pins: [...others, pin] };
  const before = pin === undefined ? { ...stored, pins: [] } : stored;
  const { text, locale, customer } = request;
  const { rules, pinned, hidden } = new CompiledSteering(after).of({ text, locale, customer });
  // Beyond the first ten there may be more pinned ones, and hardly anything else says whether one is there.
  const inOrder = { attribute: 'content_key', in: pinned } as const;
  const [found] = await deps.searchUnder(
    [{ ...searchOf(request), pageSize: Math.max(pinned.length, 1), filter: inOrder }],
    new CompiledSteering(after),
  );
  const visible = new Set(found?.hits.map(({ content_key: key }) => key));
  return {
    rules: [...rules],
    pinned: pinned.map((key) => ({ content_key: key, shown: visible.has(key) })),
    hidden,
    ...(await compare(deps, request, { before, after })),
  };
}

async function compare(
  { searchUnder }: PreviewDeps,
  request: PreviewRequest,
  { before, after }: { before: SteeringRules; after: SteeringRules },
): Promise<{ before: PreviewedHits; after: PreviewedHits }> {
  const [one, other] = await Promise.all(
    [before, after].map((rules) => searchUnder([searchOf(request)], new CompiledSteering(rules))),
  );
  return { before: presentHits(one?.[0]), after: presentHits(other?.[0]) };
}

function searchOf({ text, locale, customer }: PreviewRequest): SearchRequest {
  const scope = customer === undefined ? {} : { scope: { enterpriseUuids: [customer.toLowerCase()] } };
  return { text, locale, page: 1, pageSize: shown, facets: [], ...scope };
}

function presentHits(result: SearchResult | undefined): PreviewedHits {
  const hits = (result?.hits ?? []).map(({ content_key, title }) => ({ content_key, title }));
  return { count: result?.count ?? 0, hits };
}

function readDrafts({ locale }: PreviewRequest, rules: readonly string[]): Pick<NewSynonym, 'locale' | 'rule'>[] {
  const faults = rules.flatMap((rule, index) => {
    const read = readSynonym(rule, locale);
    return 'faults' in read ? read.faults.map((fault) => ({ pointer: `/rules/${String(index)}`, ...fault })) : [];
  });
  if (faults.length > 0) {
    throw new RefusedError(`no rules for synonyms: ${faults.map(({ detail }) => detail).join('; ')}`, { faults });
  }
  return rules.map((rule) => ({ locale, rule }));
}
