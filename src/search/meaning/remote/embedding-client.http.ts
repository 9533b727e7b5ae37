import type { Logger } from '../../../kernel/log.ts';
import { ServiceClient } from '../../../platform/http/service-client.ts';
import type { ObserverDeps } from '../../../platform/tracing/observed-calls.ts';
import { EmbeddingFault } from './embedding-fault.ts';
import { readEmbeddings } from './read-embeddings.ts';

export interface EmbeddingSettings {
  /** Where texts are sent to: the whole address, such as `https://host/v1/embeddings`. */
  url: string;
  model: string;
  /** Undefined: nothing is said of who asks. */
  key: string | undefined;
  /** Numbers of a vector. */
  dimension: number;
  /** What is asked for, in metrics. */
  operation: 'items' | 'search';
  /** Longest wait for one answer, milliseconds. */
  timeout: number;
  /** Tries after the first. */
  retries: number;
  /** The first pause before a try is repeated, milliseconds. */
  pause: number;
}

/** Asks a service for the vectors of texts, by the request that OpenAI's embeddings have and others have taken over. */
export class EmbeddingClient {
  readonly #settings: EmbeddingSettings;
  readonly #service: ServiceClient;

  constructor({ settings, logger, ...observers }: ObserverDeps & { settings: EmbeddingSettings; logger: Logger }) {
    const { retries, pause, timeout, operation } = settings;
    this.#settings = settings;
    this.#service = new ServiceClient({
      ...observers,
      ...{ logger, dependency: 'embeddings', name: 'the embedding provider', Fault: EmbeddingFault },
      ...{ retries, pause, timeout },
      statuses: { throttled: [429, 503], unauthorized: [401, 403] },
      isWorthATry: (reason) => ['network', 'timeout', 'throttled', 'failed'].includes(reason),
      // A service that refuses every text of items is set up wrong; one learner's text that it refuses says nothing about others.
      speaksAgainst: (reason) => operation === 'items' || reason !== 'refused',
    });
  }

  /** For health: asks nothing of it. @throws UnavailableError while it is left alone */
  check(): Promise<void> {
    return this.#service.check();
  }

  /** The vectors of these texts, in order, each of length 1. @throws EmbeddingFault, or what the signal is aborted with */
  embed(texts: readonly string[], signal = new AbortController().signal): Promise<number[][]> {
    const { url, model, key, dimension, operation } = this.#settings;
    const describe = () =>
      ({
        name: 'POST embeddings',
        kind: 'client',
        attributes: { 'server.address': new URL(url).hostname, 'percolog.batch.size': texts.length },
      }) as const;
    const init = {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json',
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify({ model, input: texts }),
    };
    return this.#service.run(
      async () =>
        readEmbeddings(await this.#service.send({ operation, describe, url, init, signal }), {
          texts: texts.length,
          dimension,
        }),
      { signal },
    );
  }
}
