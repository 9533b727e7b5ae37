import { UnavailableError } from '../../kernel/errors.ts';
import { OpenSearchRefusal, type OpenSearch } from './opensearch.ts';

/** As many as the engine does at once for one request: it has few threads, and others ask too. */
const atOnce = 4;

interface Failed {
  status: number;
  error: { type: string; reason?: string; root_cause?: { reason?: string }[] };
}

/**
 * Several searches in one request.
 * @param answered the members of each answer that are asked for; all of them unless told
 * @returns their answers, in order
 * @throws UnavailableError when one of them cannot be answered now · OpenSearchRefusal when one is refused
 */
export async function searchMany<Answer>(
  engine: OpenSearch,
  alias: string,
  bodies: readonly object[],
  answered?: readonly string[],
): Promise<Answer[]> {
  const { responses } = await engine.request<{ responses: (Answer | Failed)[] }>({
    method: 'POST',
    path: `/${alias}/_msearch`,
    query: {
      max_concurrent_searches: atOnce,
      ...(answered === undefined
        ? {}
        : { filter_path: ['error', 'status', ...answered].map((member) => `responses.${member}`).join(',') }),
    },
    body: bodies.flatMap((body) => [{ allow_partial_search_results: false }, body]),
  });
  return responses.map((response) => {
    if (isFailed(response)) {
      const { type, reason = '', root_cause: [root] = [] } = response.error;
      const told = [reason, root?.reason].filter((text) => text !== undefined).join('; ');
      throw response.status === 429 || response.status >= 500 || type === 'index_not_found_exception'
        ? new UnavailableError('opensearch', `opensearch answered ${String(response.status)}: ${type}: ${told}`)
        : new OpenSearchRefusal(response.status, type, told);
    }
    return response;
  });
}

function isFailed(response: unknown): response is Failed {
  return typeof response === 'object' && response !== null && 'error' in response;
}
