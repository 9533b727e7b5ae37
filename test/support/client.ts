import { expect } from 'chai';
import { operatorToken } from './token.ts';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  /** Parsed when it is JSON, else the text; null when there is none. */
  body: Body;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  requestId: string;
  errors?: { pointer: string; code: string; detail: string; suggestions?: string[] }[];
}

/** A catalog as the API shows it; the last three only where a filter was written. */
export interface CatalogBody {
  uuid: string;
  title: string;
  enterprise_customer: string;
  catalog_query_uuid: string;
  content_last_modified: string | null;
  catalog_modified: string;
  query_title: string | null;
  membership?: { state: string; matched: number | null; entered: number | null; left: number | null };
  corrections?: { from: string; to: string }[];
  equals?: string;
}

/** Asks the HTTP interface, as an outside program would: with an operator's token unless told otherwise. */
export class Client {
  readonly url: string;
  readonly #authorization: string | undefined;

  /** @param token null for none */
  constructor(url: string, token: string | null = operatorToken()) {
    this.url = url;
    this.#authorization = token === null ? undefined : `JWT ${token}`;
  }

  /** @param body sent as it is when it is text, else as JSON */
  async ask<Body>(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<Body>> {
    const { body, headers = {} } = options;
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.#authorization === undefined ? {} : { Authorization: this.#authorization }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = /\bjson\b/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text === '' ? null : json ? JSON.parse(text) : text) as Body,
    };
  }

  get<Body>(path: string): Promise<Answer<Body>> {
    return this.ask<Body>('GET', path);
  }

  post<Body>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.ask<Body>('POST', path, { body, headers });
  }
}

/** Asserts that an answer is an RFC 9457 problem as this API gives it. @returns it */
export function expectProblem(answer: Answer<unknown>, status: number, code: string): Problem {
  const problem = answer.body as Problem;
  expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
  expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
  expect(problem).to.include({ type: `urn:percolog:problem:${code}`, status, code });
  expect(problem.title).to.be.a('string').and.not.equal('');
  // Clients of the old API read this member, and show it.
  expect(problem.detail).to.be.a('string').and.not.equal('');
  expect(problem.instance).to.match(/^\//);
  expect(problem.requestId).to.equal(answer.headers.get('x-request-id'));
  return problem;
}
