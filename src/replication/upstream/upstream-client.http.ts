import type { Logger } from '../../kernel/log.ts';
import { upstreamRetryReasons, type UpstreamMetrics } from '../../kernel/metrics.ts';
import { ServiceClient } from '../../platform/http/service-client.ts';
import type { ObserverDeps } from '../../platform/tracing/observed-calls.ts';
import { isObject } from '../contract/members.ts';
import { AccessToken } from './access-token.http.ts';
import { followListing, type GivenPage } from './follow-listing.ts';
import { nobodysCourse, type Listing, type Page, type Upstream } from './upstream.ts';
import { UpstreamFault } from './upstream-fault.ts';
import { requestFor, type UpstreamRequest } from './upstream-request.ts';

/** Tries after the first. */
const retries = 3;

/** Whether upstream is there is not asked with what may be the cause of the trouble: of a course that nobody has, there is nothing to read. */
const probe: UpstreamRequest = {
  operation: 'courses',
  path: '/api/v1/courses/',
  query: { keys: nobodysCourse, limit: '1', offset: '0' },
};

export interface UpstreamSettings {
  /** http(s)://host, without a slash at the end. */
  url: string;
  tokenUrl: string;
  /** Undefined: nothing is said of who asks. */
  credentials: { clientId: string; clientSecret: string } | undefined;
  /** Longest wait for one answer, milliseconds. */
  timeout: number;
  /** The first pause before a try is repeated, milliseconds. */
  pause: number;
}

interface ClientDeps extends ObserverDeps<UpstreamMetrics> {
  settings: UpstreamSettings;
  budget: { take(): Promise<number | undefined> };
  logger: Logger;
}

/**
 * Asks upstream. Each request is tried again when it had no answer, was answered 5xx, 429 or 408, or with something that is not what was
 * asked for. What a page holds is checked elsewhere.
 */
export class UpstreamClient implements Upstream {
  readonly #deps: ClientDeps;
  readonly #service: ServiceClient;
  readonly #token: AccessToken | undefined;

  constructor(deps: ClientDeps) {
    const { settings, metrics } = deps;
    this.#deps = deps;
    this.#token =
      settings.credentials === undefined
        ? undefined
        : new AccessToken({
            url: settings.tokenUrl,
            ...settings.credentials,
            timeout: settings.timeout,
            now: () => performance.now(),
          });
    this.#service = new ServiceClient({
      ...deps,
      ...{ dependency: 'upstream', name: 'upstream', Fault: UpstreamFault, retries },
      ...{ pause: settings.pause, timeout: settings.timeout },
      statuses: { throttled: [429], unauthorized: [401] },
      isWorthATry: (reason) => !['refused', 'unauthorized', 'budget'].includes(reason),
      // Our own budget, and an upstream that asks for patience, are no reason to leave it alone altogether.
      speaksAgainst: (reason) => !['refused', 'budget', 'throttled'].includes(reason),
      retried: (reason) => {
        metrics.upstreamRetried(upstreamRetryReasons.find((one) => one === reason) ?? 'failed');
      },
    });
  }

  /** For health: asks nothing of upstream. @throws UnavailableError while it is left alone */
  check(): Promise<void> {
    return this.#service.check();
  }

  pages(
    listing: Listing,
    { signal, offset = 0 }: { signal: AbortSignal; offset?: number },
  ): AsyncGenerator<Page, void, undefined> {
    return followListing(listing, offset, (window) =>
      this.#ask(requestFor(listing, window), signal, (answer) => readPage(listing, answer)),
    );
  }

  #ask<T>(request: UpstreamRequest, signal: AbortSignal, read: (answer: unknown) => T): Promise<T> {
    return this.#service.run(async () => read(await this.#try(request, signal)), {
      signal,
      probe: () => this.#try(probe, signal),
    });
  }

  /** One try; a token that is not taken any more is replaced once. */
  async #try(request: UpstreamRequest, signal: AbortSignal): Promise<unknown> {
    const token = await this.#token?.get();
    try {
      return await this.#send(request, token, signal);
    } catch (error) {
      if (token === undefined || !(error instanceof UpstreamFault) || error.reason !== 'unauthorized') {
        throw error;
      }
      this.#token?.drop(token);
      return this.#send(request, await this.#token?.get(), signal);
    }
  }

  async #send(request: UpstreamRequest, token: string | undefined, signal: AbortSignal): Promise<unknown> {
    const wait = await this.#deps.budget.take();
    if (wait !== undefined) {
      throw new UpstreamFault('budget', 'as much was asked of upstream in this hour as may be', { retryAfter: wait });
    }
    const { url } = this.#deps.settings;
    const { operation, path, query, body } = request;
    const method = body === undefined ? 'GET' : 'POST';
    return this.#service.send({
      operation,
      describe: () => ({
        name: `${method} ${path}`,
        kind: 'client',
        attributes: { 'server.address': new URL(url).hostname, 'url.template': path },
      }),
      url: `${url}${path}?${new URLSearchParams(query).toString()}`,
      init: {
        method,
        headers: {
          Accept: 'application/json',
          ...(token === undefined ? {} : { Authorization: `JWT ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      signal,
    });
  }
}

/** The envelope of every listing: `results`, and `next` while there is more. */
function readPage(listing: Listing, answer: unknown): GivenPage {
  const { results, next } = isObject(answer) ? answer : {};
  if (!Array.isArray(results) || (typeof next !== 'string' && next !== null && next !== undefined)) {
    throw new UpstreamFault('malformed', `upstream gave no page of ${listing.kind}`);
  }
  const entries: readonly unknown[] = results;
  return {
    entries: entries.map((one) => {
      if (!isObject(one)) {
        return undefined;
      }
      // Lists of one kind do not name it.
      return listing.kind === 'review' || 'content_type' in one ? one : { ...one, content_type: listing.kind };
    }),
    last: typeof next !== 'string' || entries.length === 0,
  };
}
