import { OpenSearchClientError, ResponseError } from '@opensearch-project/opensearch/lib/errors.js';
import { UnavailableError } from '../../kernel/errors.ts';
import type { SpanDescription } from '../../kernel/tracing.ts';
import { ObservedCalls, type ObserverDeps } from '../tracing/observed-calls.ts';
import { describeRequest, operationOf, type EngineAddress } from './describe-request.ts';
import { OpenSearchTransport } from './transport.ts';

/** The engine refused a request (4xx): sending the same again gives the same answer. */
export class OpenSearchRefusal extends Error {
  readonly statusCode: number;
  readonly type: string;

  constructor(statusCode: number, type: string, reason: string) {
    super(`opensearch refused: ${type}: ${reason}`);
    this.name = 'OpenSearchRefusal';
    this.statusCode = statusCode;
    this.type = type;
  }
}

export interface OpenSearchRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  path: string;
  query?: Record<string, string | number | boolean>;
  /** An object is sent as JSON, a list as NDJSON lines. */
  body?: object;
  /** Milliseconds; the client's own when left out. */
  timeout?: number;
}

/**
 * The one way to the engine. No retries here: who asks decides whether a second try is right.
 */
export class OpenSearch {
  readonly #transport: OpenSearchTransport;
  readonly #calls: ObservedCalls;
  readonly #address: EngineAddress;

  constructor(options: { url: string; timeout: number } & ObserverDeps) {
    const url = new URL(options.url);
    this.#calls = new ObservedCalls('opensearch', options);
    this.#address = {
      'server.address': url.hostname,
      'server.port': Number(url.port || (url.protocol === 'https:' ? '443' : '80')),
    };
    const auth =
      url.username === ''
        ? undefined
        : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
    url.username = '';
    url.password = '';
    this.#transport = new OpenSearchTransport({ url: url.href.replace(/\/$/, ''), timeout: options.timeout, auth });
  }

  /**
   * @returns the answer's body; for HEAD whether the thing exists
   * @throws UnavailableError when the engine does not answer, in time or at all, or says that it cannot now (429, 5xx)
   * @throws OpenSearchRefusal for every other status that is not 2xx (and not 404 of a HEAD)
   */
  request<Body>(request: OpenSearchRequest): Promise<Body> {
    const operation = operationOf(request);
    const describe = (): SpanDescription => describeRequest(request, operation, this.#address);
    return this.#calls.run({ operation, describe }, () => this.#send<Body>(request));
  }

  async #send<Body>({ method, path, query, body, timeout }: OpenSearchRequest): Promise<Body> {
    const options = timeout === undefined ? {} : { requestTimeout: timeout };
    const content =
      body === undefined
        ? {}
        : Array.isArray(body)
          ? { bulkBody: body as Record<string, unknown>[] }
          : { body: body as Record<string, unknown> };
    try {
      const answer = await this.#transport.request(
        { method, path, ...(query === undefined ? {} : { querystring: query }), ...content },
        options,
      );
      return answer.body as Body;
    } catch (error) {
      throw translate(error);
    }
  }

  async stop(): Promise<void> {
    await this.#transport.stop();
  }
}

interface ErrorBody {
  error?: { type?: string; reason?: string; root_cause?: { type?: string; reason?: string }[] };
}

function translate(error: unknown): unknown {
  if (error instanceof ResponseError) {
    const status = error.statusCode;
    const body = (error.body as ErrorBody | null) ?? {};
    const type = body.error?.type ?? 'unknown';
    const root = body.error?.root_cause?.[0];
    const reason = [body.error?.reason, root?.reason].filter((text) => text !== undefined).join('; ');
    if (type === 'index_not_found_exception') {
      return new UnavailableError('opensearch', `an index is missing (${reason}); the workers make it anew`, {
        cause: error,
      });
    }
    if (status === 429 || status >= 500) {
      return new UnavailableError('opensearch', `opensearch answered ${String(status)}: ${type}: ${reason}`, {
        cause: error,
      });
    }
    return new OpenSearchRefusal(status, type, reason);
  }
  return error instanceof OpenSearchClientError
    ? new UnavailableError('opensearch', 'opensearch does not answer', { cause: error })
    : error;
}

export interface Shards {
  total: number;
  successful: number;
  failed: number;
}

/**
 * An answer on which something is decided must be whole.
 * @throws UnavailableError when it timed out or a shard failed
 */
export function assertWhole(answer: { timed_out?: boolean; _shards: Shards }): void {
  if (answer.timed_out === true || answer._shards.failed > 0) {
    throw new UnavailableError(
      'opensearch',
      `a partial answer: timed out ${String(answer.timed_out)}, failed shards ${String(answer._shards.failed)}`,
    );
  }
}
