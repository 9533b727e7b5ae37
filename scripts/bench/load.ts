/**
 * The load generator, in a process of its own beside the service: `load.ts PLAN`. It asks through undici's dispatch, which
 * costs half the processor time of node:http and a quarter less than undici's own request; on a machine of two cores that
 * is the service's gain.
 */
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import type { LoadedService, LoadPlan, LoadReport } from './load-protocol.ts';
import { round } from './statistics.ts';

const errorsShown = 5;

interface Request {
  caller: string | undefined;
  /** Posted, unless it is undefined. */
  body: string | undefined;
  /** Of the right answer, in bytes; `any` where every one is. */
  length: number | 'any' | undefined;
}

/** Asks one path. @returns `1`, `0`, or what was answered instead */
function ask(pool: Pool, path: string, { caller, body: sent, length }: Request): Promise<string> {
  return new Promise((resolve) => {
    let status = 0;
    let body = '';
    let bytes = 0;
    pool.dispatch(
      {
        method: sent === undefined ? 'GET' : 'POST',
        path,
        body: sent ?? null,
        headers: {
          ...(caller === undefined ? {} : { authorization: caller }),
          ...(sent === undefined
            ? {}
            : { 'content-type': path.includes('/_msearch') ? 'application/x-ndjson' : 'application/json' }),
        },
      },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_, chunk) => {
          bytes += chunk.length;
          if (length === undefined || status !== 200) {
            body += chunk.toString('latin1');
          }
        },
        onResponseEnd: () => {
          if (status !== 200) {
            resolve(`${String(status)} ${body}`);
          } else if (length === undefined) {
            resolve(readAnswer(body));
          } else {
            resolve(length === 'any' || bytes === length ? '1' : `${String(bytes)} bytes instead of ${String(length)}`);
          }
        },
        onResponseError: (_, error) => {
          resolve(error.message);
        },
      },
    );
  });
}

function readAnswer(body: string): string {
  switch (body) {
    case '{"contains_content_items":true}':
      return '1';
    case '{"contains_content_items":false}':
      return '0';
    default:
      return body;
  }
}

/** Asks a service slice by slice, and adds up what came of it. */
class Load {
  readonly #pool: Pool;
  readonly #service: LoadedService;
  readonly #concurrency: number;
  readonly #answers: string[] = [];
  readonly #milliseconds: number[] = [];
  readonly #errors: { index: number; answer: string }[] = [];
  #seconds = 0;
  #cpuSeconds = 0;

  constructor(service: LoadedService, concurrency: number) {
    this.#pool = new Pool(service.base, { connections: concurrency });
    this.#service = service;
    this.#concurrency = concurrency;
  }

  async warmUp(): Promise<void> {
    await this.#lanes(this.#service.warmUp.entries(), async (index, path) => {
      await ask(this.#pool, path, this.#request(index, 'any'));
    });
  }

  /** @param part of how many `parts`, from 0 */
  async slice(part: number, parts: number): Promise<void> {
    const { paths } = this.#service;
    const [from, to] = [part, part + 1].map((end) => Math.floor((end * paths.length) / parts));
    const slice = [...paths.entries()].slice(from, to).values();
    const cpu = process.cpuUsage();
    const began = performance.now();
    await this.#lanes(slice, (index, path) => this.#ask(index, path));
    this.#seconds += (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    this.#cpuSeconds += (user + system) / 1e6;
  }

  async end(): Promise<LoadReport> {
    await this.#pool.close();
    return {
      seconds: this.#seconds,
      answers: this.#answers.join(''),
      errors: this.#errors,
      milliseconds: this.#milliseconds.map(round),
      cpuSeconds: this.#cpuSeconds,
    };
  }

  async #ask(index: number, path: string): Promise<void> {
    const began = performance.now();
    const { bodies, lengths } = this.#service;
    const answer = await ask(this.#pool, path, this.#request(index, bodies === undefined ? lengths?.[index] : 'any'));
    this.#milliseconds[index] = performance.now() - began;
    const isAnswer = answer === '1' || answer === '0';
    this.#answers[index] = isAnswer ? answer : 'e';
    if (!isAnswer && this.#errors.length < errorsShown) {
      this.#errors.push({ index, answer: answer.slice(0, 300) });
    }
  }

  #request(index: number, length: Request['length']): Request {
    const { callers, bodies } = this.#service;
    return { caller: callers[index % callers.length], body: bodies?.[index], length };
  }

  async #lanes(
    queue: IterableIterator<[number, string]>,
    work: (index: number, path: string) => Promise<void>,
  ): Promise<void> {
    const lane = async (): Promise<void> => {
      for (const [index, path] of queue) {
        await work(index, path);
      }
    };
    await Promise.all(Array.from({ length: this.#concurrency }, lane));
  }
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadPlan;
const loads = plan.services.map((service) => new Load(service, plan.concurrency));
for (const load of loads) {
  await load.warmUp();
}
for (let round = 0; round < plan.rounds; round += 1) {
  // There and back again: who comes first finds the caches colder.
  for (const load of round % 2 === 0 ? loads : loads.toReversed()) {
    await load.slice(round, plan.rounds);
  }
}
process.stdout.write(JSON.stringify(await Promise.all(loads.map((load) => load.end()))));
