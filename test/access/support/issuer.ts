import type { KeyObject } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Publishes keys as an issuer of tokens does:
 *
 *   open ──hang──▶ accepts and says nothing        open ──close──▶ refuses connections ──listen──▶ open
 */
export class Issuer {
  /** How often the keys were asked for. */
  asked = 0;
  /** What is answered; undefined: nothing. */
  #answer: ((response: ServerResponse) => void) | undefined;
  readonly #held: ServerResponse[] = [];
  #server: Server = createServer();
  #port = 0;

  static async open(keys: Record<string, KeyObject> = {}): Promise<Issuer> {
    const issuer = new Issuer();
    issuer.publish(keys);
    await issuer.listen();
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}/keys.json`;
  }

  /** From now on these are the keys, by kid; an empty kid is left out. @param members added to each, such as `use` */
  publish(keys: Record<string, KeyObject>, members: Record<string, unknown> = {}): void {
    const published = Object.entries(keys).map(([kid, key]) => ({
      ...key.export({ format: 'jwk' }),
      ...(kid === '' ? {} : { kid: kid.split(' ')[0] }),
      ...members,
    }));
    this.answer(200, JSON.stringify({ keys: published }));
  }

  answer(status: number, body: string): void {
    this.#answer = (response) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(body);
  }

  hang(): void {
    this.#answer = undefined;
  }

  async listen(): Promise<void> {
    this.#server = createServer((_request, response) => {
      this.asked += 1;
      if (this.#answer === undefined) {
        this.#held.push(response);
      } else {
        this.#answer(response);
      }
    });
    await new Promise<void>((resolve) => {
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const response of this.#held.splice(0)) {
      response.destroy();
    }
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }
}
