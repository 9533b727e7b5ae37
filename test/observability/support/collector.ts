import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../support/service.ts';

/** A span as it came over the wire, with its attributes as an object. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  /** Empty for the first span of a trace. */
  parentSpanId: string;
  name: string;
  /** As in OTLP: 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  attributes: Record<string, unknown>;
  links: { traceId: string; spanId: string }[];
  /** As in OTLP: 0 unset, 2 error. */
  status: number;
}

interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes?: WireAttribute[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number };
}

interface WireAttribute {
  key: string;
  value: Record<string, unknown>;
}

interface WireRequest {
  resourceSpans: { resource: { attributes: WireAttribute[] }; scopeSpans: { spans: WireSpan[] }[] }[];
}

/** Takes traces by OTLP over HTTP, as JSON, as a collector does. */
export class Collector {
  readonly url: string;
  readonly spans: ReceivedSpan[] = [];
  /** Everything that was sent, as text. */
  readonly bodies: string[] = [];
  readonly requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  /** Of the process that sent last. */
  resource: Record<string, unknown> = {};
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  static async open(): Promise<Collector> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const collector = new Collector(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        collector.#take(request.url ?? '', request.headers, Buffer.concat(chunks).toString());
        response.setHeader('content-type', 'application/json').end('{}');
      });
    });
    return collector;
  }

  /** The spans of a trace, once they are there and `enough` says so. */
  async trace(traceId: string, enough: (spans: readonly ReceivedSpan[]) => boolean): Promise<ReceivedSpan[]> {
    const spans = (): ReceivedSpan[] => this.spans.filter((span) => span.traceId === traceId);
    await eventually(`trace ${traceId}`, () => Promise.resolve(enough(spans())), 10);
    return spans();
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  #take(path: string, headers: IncomingHttpHeaders, body: string): void {
    this.requests.push({ path, headers });
    this.bodies.push(body);
    for (const { resource, scopeSpans } of (JSON.parse(body) as WireRequest).resourceSpans) {
      this.resource = read(resource.attributes);
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId ?? '',
          name: span.name,
          kind: span.kind,
          attributes: read(span.attributes ?? []),
          links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
          status: span.status?.code ?? 0,
        });
      }
    }
  }
}

function read(attributes: readonly WireAttribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
