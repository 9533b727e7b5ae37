import { UnavailableError } from '../../kernel/errors.ts';
import type { OpenSearch } from './opensearch.ts';

/** A document to index, unless one of a later version is there. */
export interface VersionedDocument {
  id: number;
  version: number;
  body: object;
}

/**
 * `written`, `newer` (a later version is there already: nothing lost), or refused, with the engine's reason.
 */
export type BulkOutcome = { state: 'written' | 'newer' } | { state: 'refused'; reason: string };

interface BulkAnswer {
  items: {
    index: {
      status: number;
      forced_refresh?: boolean;
      error?: { type: string; reason: string; caused_by?: { reason?: string } };
    };
  }[];
}

/**
 * Indexes in one bulk request, in the order given.
 * @param options.refresh whether searches see what was written when it returns
 * @returns one outcome a document, in order
 * @throws UnavailableError when the engine does not answer, cannot take one of them now, or the alias is gone
 */
export async function indexInBulk(
  engine: OpenSearch,
  alias: string,
  documents: readonly VersionedDocument[],
  { refresh = false }: { refresh?: boolean } = {},
): Promise<BulkOutcome[]> {
  if (documents.length === 0) {
    return [];
  }
  const answer = await engine.request<BulkAnswer>({
    method: 'POST',
    path: `/${alias}/_bulk`,
    // Without the alias the engine would make an index of its own, with a mapping guessed from the first document.
    query: { require_alias: true, refresh },
    body: documents.flatMap(({ id, version, body }) => [
      { index: { _id: String(id), version, version_type: 'external_gte' } },
      body,
    ]),
  });
  return answer.items.map(({ index: { status, forced_refresh, error } }): BulkOutcome => {
    if (status < 300) {
      if (refresh && forced_refresh !== true) {
        throw new UnavailableError('opensearch', 'a document was taken, and is not visible yet');
      }
      return { state: 'written' };
    }
    if (status === 409) {
      return { state: 'newer' };
    }
    const reason = `${error?.type ?? 'unknown'}: ${error?.reason ?? ''} ${error?.caused_by?.reason ?? ''}`.trim();
    // 404: the alias is gone, with everything behind it.
    if (status === 404 || status === 429 || status >= 500) {
      throw new UnavailableError('opensearch', `a document was not taken: ${reason}`);
    }
    return { state: 'refused', reason };
  });
}
