import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Corpus } from './corpus.ts';
import type { Faults, FaultSettings } from './faults.ts';
import { findList, type List } from './listings.ts';

type Document = Record<string, unknown>;

export interface StandInOptions {
  corpus: Corpus;
  faults: Faults;
  /** 0: any that is free. */
  port: number;
  /** Who may ask; undefined: everybody, without a token. */
  credentials?: { clientId: string; clientSecret: string };
  /** How long a token is good. */
  tokenSeconds?: number;
  slowMilliseconds?: number;
  /** What a throttled request is told to wait. */
  retryAfterSeconds?: number;
}

/** What breaks the contract in a document of each kind; by turns. */
const wrong: Readonly<Record<string, readonly Document[]>> = {
  course: [{ course_runs: 'none' }, { owners: 'none' }, { status: {} }, { first_enrollable_paid_seat_price: true }],
  courserun: [{ seats: 'none' }, { start: 1_735_689_600_000 }, { is_enrollable: 1 }],
  program: [{ courses: 'none' }, { authoring_organizations: 'none' }, { hidden: {} }],
  learnerpathway: [{ steps: 'none' }, { status: 7 }],
};

/**
 * The upstream service, as far as it is asked: its lists over a corpus, behind OAuth2 client credentials, with the faults that are
 * switched on. Below `/stand-in/` it is steered: `faults`, `content`.
 */
export class StandIn {
  readonly #options: StandInOptions;
  readonly #server: Server;
  /** Token → when it ends, ms. */
  readonly #tokens = new Map<string, number>();
  #moved = 0;
  #pages = 0;
  #spoilt = 0;
  /** Requests for lists so far. */
  asked = 0;

  constructor(options: StandInOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
    await this.#options.corpus.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const text = await readText(request);
    if (address.pathname.startsWith('/stand-in/')) {
      this.#steer(request.method ?? 'GET', address.pathname.slice('/stand-in/'.length), text, response);
    } else if (address.pathname === '/oauth2/access_token') {
      this.#grant(new URLSearchParams(text), response);
    } else {
      await this.#list(request, address, text, response);
    }
  }

  async #list(request: IncomingMessage, address: URL, text: string, response: ServerResponse): Promise<void> {
    const { corpus, faults, slowMilliseconds = 2_000, retryAfterSeconds = 1 } = this.#options;
    this.asked += 1;
    if (faults.strike('expired')) {
      this.#tokens.clear();
    }
    if (!this.#isKnown(request.headers.authorization)) {
      send(response, 401, { detail: 'Signature has expired.' });
      return;
    }
    if (faults.strike('silent')) {
      return;
    }
    if (faults.strike('throttled')) {
      send(response, 429, { detail: 'Request was throttled.' }, { 'Retry-After': String(retryAfterSeconds) });
      return;
    }
    if (faults.strike('errors')) {
      send(response, 500, { detail: 'Server error' });
      return;
    }
    if (faults.strike('html')) {
      this.#pages += 1;
      response.writeHead(this.#pages % 2 === 0 ? 502 : 200, { 'Content-Type': 'text/html' });
      response.end('<!DOCTYPE html><title>Something went wrong</title>');
      return;
    }
    if (faults.strike('slow')) {
      await pause(slowMilliseconds);
    }
    const body = request.method === 'POST' ? (JSON.parse(text || '{}') as Document) : {};
    await this.#stir(isLaterPage(address));
    const list = findList(corpus, { path: address.pathname, query: address.searchParams, body });
    if (list === undefined) {
      send(response, 404, { detail: 'Not found.' });
      return;
    }
    const answer = JSON.stringify(await this.#page(list, address));
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(faults.strike('truncated') ? answer.slice(0, Math.floor(answer.length / 2)) : answer);
  }

  /** What happens while somebody reads page after page. */
  async #stir(isLater: boolean): Promise<void> {
    const { corpus, faults } = this.#options;
    if (isLater && faults.strike('shifting')) {
      this.#moved += 1;
    }
    for (const kind of ['changing', 'vanishing'] as const) {
      if (faults.strike(kind)) {
        const entries = corpus.entries();
        const entry = entries[faults.pick(entries.length)];
        if (entry !== undefined && kind === 'vanishing') {
          corpus.remove(entry.key);
        } else if (entry !== undefined) {
          const document = await corpus.read(entry);
          corpus.put({ ...document, title: `${String(document['title'])}, revised` });
        }
      }
    }
  }

  async #page(list: List, address: URL): Promise<object> {
    const { corpus, faults } = this.#options;
    const { entries, offset, limit } = list;
    const from = offset > 0 && faults.strike('duplicate') ? offset - limit : offset;
    const shown = Array.from({ length: Math.min(limit, Math.max(entries.length - from, 0)) }, (_, index) =>
      entries.at((from + index + this.#moved) % entries.length),
    ).filter((entry) => entry !== undefined);
    const documents = await Promise.all(shown.map((entry) => corpus.read(entry)));
    const next = new URLSearchParams(address.searchParams);
    list.next(next);
    return {
      count: entries.length,
      next: offset + limit < entries.length ? `${address.origin}${address.pathname}?${next.toString()}` : null,
      previous: null,
      results: documents.map((document) => this.#spoil(list.present(document))),
    };
  }

  #spoil(document: Document): Document {
    const { faults } = this.#options;
    const type = String(document['content_type']);
    if (faults.strike('wrong_types')) {
      const ways = wrong[type] ?? [{ key: {} }];
      this.#spoilt += 1;
      return { ...document, ...ways[(this.#spoilt - 1) % ways.length] };
    }
    if (faults.strike('missing_fields')) {
      return Object.fromEntries(Object.entries(document).filter(([name]) => name !== 'key' && name !== 'uuid'));
    }
    return document;
  }

  #grant(form: URLSearchParams, response: ServerResponse): void {
    const { credentials, tokenSeconds = 3_600 } = this.#options;
    const isKnown =
      credentials === undefined ||
      (form.get('client_id') === credentials.clientId && form.get('client_secret') === credentials.clientSecret);
    if (!isKnown || form.get('grant_type') !== 'client_credentials') {
      send(response, 401, { error: 'invalid_client' });
      return;
    }
    const token = randomUUID();
    this.#tokens.set(token, Date.now() + tokenSeconds * 1_000);
    send(response, 200, { access_token: token, expires_in: tokenSeconds, token_type: 'JWT' });
  }

  #isKnown(authorization: string | undefined): boolean {
    const until = this.#tokens.get(authorization?.replace(/^JWT /, '') ?? '');
    return this.#options.credentials === undefined || (until !== undefined && Date.now() < until);
  }

  /** What the command's help says of `/stand-in/`. */
  #steer(method: string, name: string, text: string, response: ServerResponse): void {
    const { corpus, faults } = this.#options;
    if (name === 'faults') {
      if (method === 'PUT') {
        try {
          faults.set(JSON.parse(text) as FaultSettings);
        } catch (error) {
          send(response, 400, { detail: (error as Error).message });
          return;
        }
      }
      send(response, 200, { ...faults.report(), asked: this.asked });
    } else if (name === 'content' && method === 'PUT') {
      corpus.put(JSON.parse(text) as Document);
      send(response, 200, {});
    } else if (name.startsWith('content/') && method === 'DELETE') {
      const removed = corpus.remove(decodeURIComponent(name.slice('content/'.length)));
      send(response, removed ? 200 : 404, {});
    } else {
      send(response, 404, { detail: 'Not found.' });
    }
  }
}

function isLaterPage({ searchParams }: URL): boolean {
  return Number(searchParams.get('offset') ?? 0) > 0 || Number(searchParams.get('page') ?? 1) > 1;
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
