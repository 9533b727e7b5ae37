import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before OpenSearch, hands everything on, and counts the searches that went through. */
export class EngineTap {
  readonly #server: Server;
  #searches = 0;
  #requests = 0;

  private constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.#server = createServer((incoming, outgoing) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        const body = Buffer.concat(parts);
        this.#count(incoming.url ?? '', body);
        const { method, url: path, headers } = incoming;
        ask({ hostname, port, method, path, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        })
          .on('error', (error) => outgoing.destroy(error))
          .end(body);
      });
    });
  }

  static async open(target: string): Promise<EngineTap> {
    const tap = new EngineTap(target);
    await new Promise<void>((resolve) => {
      tap.#server.listen(0, '127.0.0.1', resolve);
    });
    return tap;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** What went through since the last call. */
  take(): { requests: number; searches: number } {
    const taken = { requests: this.#requests, searches: this.#searches };
    this.#requests = 0;
    this.#searches = 0;
    return taken;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#server.closeAllConnections();
    });
  }

  /** A search has a line for where, and one for what, among several. */
  #count(url: string, body: Buffer): void {
    const [path = ''] = url.split('?');
    if (path.endsWith('/_msearch')) {
      this.#requests += 1;
      this.#searches += body.toString('utf8').trimEnd().split('\n').length / 2;
    } else if (path.endsWith('/_search')) {
      this.#requests += 1;
      this.#searches += 1;
    }
  }
}
