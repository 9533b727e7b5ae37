import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { operatorToken } from '../support/token.ts';

/** One request, and what its answer must be. */
export interface Question {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  body?: object;
  status: number;
  /** Of the parsed body. @returns undefined when it is right, else what is wrong */
  expect?: (body: never) => string | undefined;
  /** Called when the answer was right. */
  answered?: () => void;
}

const headers = { Authorization: `JWT ${operatorToken()}`, 'Content-Type': 'application/json' };

/** Longest wait for an answer, ms. */
const patience = 10_000;

/**
 * Asks at a steady rate, whether the answers come or not, as many independent clients do (an open loop). Each question is
 * asked once.
 */
export class SteadyLoad {
  answered = 0;
  /** What was not answered as it must be: the question, and how it ended. */
  readonly failures: string[] = [];
  readonly #pool: Pool;
  readonly #perSecond: number;
  readonly #next: () => Question;
  readonly #open = new Set<Promise<void>>();
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: { url: string; perSecond: number; next: () => Question }) {
    this.#pool = new Pool(options.url, { connections: 256 });
    this.#perSecond = options.perSecond;
    this.#next = options.next;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Asks no more, and waits for the answers that are due. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await Promise.all(this.#open);
    await this.#pool.close();
  }

  async #run(): Promise<void> {
    const began = performance.now();
    let asked = 0;
    while (!this.#stopped) {
      for (; asked < ((performance.now() - began) / 1_000) * this.#perSecond; asked += 1) {
        const asking: Promise<void> = this.#ask(this.#next()).finally(() => this.#open.delete(asking));
        this.#open.add(asking);
      }
      await pause(5);
    }
  }

  async #ask(question: Question): Promise<void> {
    const { method, path, body, status, expect, answered } = question;
    let wrong: string | undefined;
    try {
      const answer = await this.#pool.request({
        method,
        path,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        headersTimeout: patience,
        bodyTimeout: patience,
      });
      const text = await answer.body.text();
      wrong =
        answer.statusCode === status
          ? expect?.(JSON.parse(text) as never)
          : `${String(answer.statusCode)} instead of ${String(status)}: ${text.slice(0, 300)}`;
    } catch (error) {
      wrong = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    }
    this.answered += 1;
    if (wrong === undefined) {
      answered?.();
    } else {
      this.failures.push(`${method} ${path}: ${wrong}`);
    }
  }
}
