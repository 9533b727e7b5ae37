import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Words that mean the same to this model: each line is one axis. */
const concepts = [
  ['yacht', 'sails', 'harbour', 'crew', 'seafaring', 'nautical'],
  ['soup', 'kitchen', 'oven', 'recipes', 'culinary'],
  ['violin', 'orchestra', 'melody', 'symphonic'],
];

/** Numbers of a vector, by the name of the model. */
export const dimensions: Readonly<Record<string, number>> = { small: 8, large: 12 };

export interface EmbeddingRequest {
  model: string;
  texts: readonly string[];
  authorization: string | undefined;
}

/** What a request is answered with in place of vectors. `hang`: with nothing; `cut`: the connection ends. */
export type EmbeddingAnswer = 'hang' | 'cut' | { status: number; body?: unknown; headers?: Record<string, string> };

/** Says how a request is answered; undefined: with its vectors. */
export type EmbeddingFaults = (request: EmbeddingRequest) => EmbeddingAnswer | undefined;

/**
 * A real embedding provider, but for its model, which knows a few words: it takes `POST {url}` and gives the vectors of texts in any order,
 * not scaled. What a text means is how often it has words of each concept; words that are in none say nothing.
 */
export class EmbeddingServer {
  readonly #server = createServer((request, response) => {
    void this.#answer(request, response);
  });
  /** Every request since the server was opened, or since `requests` was emptied. */
  requests: EmbeddingRequest[] = [];
  faults: EmbeddingFaults = () => undefined;

  static async open(): Promise<EmbeddingServer> {
    const opened = new EmbeddingServer();
    await opened.listen(0);
    return opened;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}/v1/embeddings`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Of a service that asks it, with pauses that a test can wait for. */
  get settings(): Record<string, string> {
    return {
      HYBRID: 'http',
      EMBEDDING_URL: this.url,
      EMBEDDING_MODEL: 'small',
      EMBEDDING_DIMENSION: String(dimensions['small']),
      EMBEDDING_LEAST: '0.6',
      EMBEDDING_PAUSE_MILLISECONDS: '5',
    };
  }

  /** The texts of all requests, those of searches included. */
  get texts(): string[] {
    return this.requests.flatMap(({ texts }) => texts);
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  /** Nobody is there any more, until `listen`. */
  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let sent = '';
    for await (const part of request) {
      sent += String(part);
    }
    const { model, input } = JSON.parse(sent) as { model: string; input: string[] };
    const asked = { model, texts: input, authorization: request.headers.authorization };
    this.requests.push(asked);
    const fault = this.faults(asked);
    if (fault === 'hang') {
      return;
    }
    if (fault === 'cut') {
      response.destroy();
      return;
    }
    const { status, body, headers } = fault ?? { status: 200, body: { object: 'list', data: vectorsOf(model, input) } };
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  }
}

/** The last comes first: callers must look at `index`. */
export function vectorsOf(model: string, texts: readonly string[]): { index: number; embedding: number[] }[] {
  return texts.map((text, index) => ({ index, embedding: vectorOf(text, dimensions[model] ?? 0) })).reverse();
}

function vectorOf(text: string, dimension: number): number[] {
  const words = text.toLowerCase().split(/[^a-z]+/);
  // Never zero: on the last axis lies what no concept has.
  return Array.from({ length: dimension }, (_, axis) =>
    axis === dimension - 1 ? 0.1 : words.filter((word) => concepts[axis]?.includes(word) === true).length,
  );
}
