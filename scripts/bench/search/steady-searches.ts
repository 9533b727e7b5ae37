import { setTimeout as pause } from 'node:timers/promises';
import { ServiceClient } from '../../scratch/service.ts';
import type { WrongAnswers } from '../wrong-answers.ts';

/** Between two searches, ms: what is looked at is how long each takes, not how many there can be. */
const between = 50;

/** Searches one after another, until it is stopped. */
export class SteadySearches {
  #times: number[] = [];
  #stopped = false;
  readonly #ended: Promise<void>;

  /** @param deps.paths asked in turn */
  constructor(deps: { base: string; paths: readonly string[]; wrong: WrongAnswers; signal: AbortSignal }) {
    this.#ended = this.#run(deps);
    // Heard again by whoever stops it.
    this.#ended.catch(() => undefined);
  }

  /** Milliseconds of each search since the last call. */
  take(): number[] {
    const times = this.#times;
    this.#times = [];
    return times;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
  }

  async #run({
    base,
    paths,
    wrong,
    signal,
  }: {
    base: string;
    paths: readonly string[];
    wrong: WrongAnswers;
    signal: AbortSignal;
  }): Promise<void> {
    const client = new ServiceClient(base);
    try {
      for (let at = 0; !this.#stopped; at += 1) {
        const { status, body, milliseconds } = await client.ask('GET', paths[at % paths.length] ?? '');
        this.#times.push(milliseconds);
        if (status !== 200) {
          wrong.add(`a search was answered ${String(status)} ${JSON.stringify(body).slice(0, 200)}`);
        }
        await pause(between, undefined, { signal });
      }
    } finally {
      await client.close();
    }
  }
}
