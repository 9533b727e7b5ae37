import { OpenSearchRefusal, type OpenSearch } from '../platform/opensearch/opensearch.ts';
import type { Terms } from './port.ts';

interface Answer {
  docs: {
    error?: { type: string; reason?: string };
    term_vectors?: Record<string, { terms?: Record<string, { tokens?: { position: number }[] }> }>;
  }[];
}

const textsOfOneRequest = 200;

/** See `ContentIndex.termsOf`. @throws UnavailableError · OpenSearchRefusal for a text that the engine cannot analyse */
export async function readTerms(
  engine: OpenSearch,
  alias: string,
  texts: readonly Readonly<Record<string, readonly string[]>>[],
): Promise<Terms[]> {
  const terms: Terms[] = [];
  for (let start = 0; start < texts.length; start += textsOfOneRequest) {
    const { docs } = await engine.request<Answer>({
      method: 'POST',
      path: `/${alias}/_mtermvectors`,
      body: {
        docs: texts.slice(start, start + textsOfOneRequest).map((filter) => ({
          doc: { filter },
          fields: Object.keys(filter).flatMap((field) => [`filter.${field}`, `filter.${field}.stems`]),
          positions: true,
          offsets: false,
          payloads: false,
          field_statistics: false,
        })),
      },
    });
    terms.push(...docs.map(toTerms));
  }
  return terms;
}

function toTerms({ error, term_vectors: vectors = {} }: Answer['docs'][number]): Terms {
  if (error !== undefined) {
    throw new OpenSearchRefusal(400, error.type, error.reason ?? '');
  }
  return new Map(
    Object.entries(vectors).map(([field, { terms = {} }]) => [
      field,
      new Map(Object.entries(terms).map(([term, { tokens = [] }]) => [term, tokens.map(({ position }) => position)])),
    ]),
  );
}
