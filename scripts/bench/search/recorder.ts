import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';

/** A search as it was sent to the engine. */
export interface RecordedSearch {
  /** With its query string. */
  path: string;
  /** JSON, or NDJSON where several were sent as one. */
  body: string;
}

/** Stands between a service and OpenSearch, passes everything on, and notes the searches. */
export class Recorder {
  /** In the place of the engine's address, its credentials included. */
  readonly url: string;
  readonly #searches: RecordedSearch[];

  private constructor(url: string, searches: RecordedSearch[]) {
    this.url = url;
    this.#searches = searches;
  }

  /** @param engine OpenSearch's address */
  static async with<T>(engine: string, work: (recorder: Recorder) => Promise<T>): Promise<T> {
    const agent = new Agent();
    const { origin } = new URL(engine);
    const searches: RecordedSearch[] = [];
    const server = createServer((request, response) => {
      pass(request, response, { agent, origin }).then(
        (search) => (/\/_m?search(\?|$)/.test(search.path) ? searches.push(search) : 0),
        (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(engine);
    url.host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    try {
      return await work(new Recorder(url.href, searches));
    } finally {
      await agent.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** What was searched since the last call. */
  take(): RecordedSearch[] {
    return this.#searches.splice(0);
  }
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  { agent, origin }: { agent: Agent; origin: string },
): Promise<RecordedSearch> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks);
  const { authorization, 'content-type': type } = request.headers;
  const answer = await agent.request({
    origin,
    path: request.url ?? '/',
    method: request.method as 'GET',
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    body: body.length === 0 ? null : body,
  });
  const text = Buffer.from(await answer.body.arrayBuffer());
  response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type'] ?? '') });
  response.end(text);
  return { path: request.url ?? '/', body: body.toString() };
}
