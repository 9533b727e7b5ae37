import { setTimeout as pause } from 'node:timers/promises';
import type { RandomStream } from '../../corpus/random.ts';
import { ServiceClient } from '../../scratch/service.ts';
import { uniqueWord } from '../change-course.ts';
import type { StoredCourse } from '../choose-courses.ts';
import type { WrongAnswers } from '../wrong-answers.ts';
import { withWord } from './new-words.ts';

const lanes = 5;
const batch = 5;
/** So that all lanes together change as many items a second. */
export const changesPerSecond = 50;
const every = (lanes * batch * 1_000) / changesPerSecond;

/** Courses changed at a steady rate, whoever else works. Each lane has courses of its own, and sends one batch at a time. */
export class PacedChanges {
  /** Key → the words that its title has got, the one of its last version at the end. */
  readonly words = new Map<string, string[]>();
  readonly #deps: PacedChangesDeps;
  readonly #lanes: Promise<unknown>;
  #sent = 0;
  #stopped = false;

  constructor(deps: PacedChangesDeps) {
    this.#deps = deps;
    this.#lanes = Promise.all(Array.from({ length: lanes }, (_, number) => this.#lane(number)));
    // Heard again by whoever stops it.
    this.#lanes.catch(() => undefined);
  }

  get sent(): number {
    return this.#sent;
  }

  /** Ends when the last batch is answered. @throws what a lane has thrown */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#lanes;
  }

  async #lane(number: number): Promise<void> {
    const { base, courses, stream, wrong, signal } = this.#deps;
    const client = new ServiceClient(base);
    const own = courses.filter((_, index) => index % lanes === number);
    const began = performance.now() + (number * every) / lanes;
    try {
      for (let round = 0; !this.#stopped; round += 1) {
        await pause(Math.max(began + round * every - performance.now(), 0), undefined, { signal });
        const changed = Array.from({ length: Math.min(batch, own.length) }, (_, index) => {
          const course = own[(round * batch + index) % own.length] as StoredCourse;
          this.#sent += 1;
          const word = uniqueWord(this.#sent);
          this.words.set(course.key, [...(this.words.get(course.key) ?? []), word]);
          return withWord(course, word, { courses, stream });
        });
        const { status, body } = await client.ask('POST', '/api/v1/content-metadata/', JSON.stringify(changed));
        const { results = [] } = body as { results?: { outcome: string }[] };
        if (status !== 200 || results.some(({ outcome }) => outcome !== 'changed')) {
          wrong.add(`changes were answered ${String(status)} ${JSON.stringify(body).slice(0, 300)}`);
        }
      }
    } finally {
      await client.close();
    }
  }
}

interface PacedChangesDeps {
  base: string;
  courses: readonly StoredCourse[];
  stream: RandomStream;
  wrong: WrongAnswers;
  signal: AbortSignal;
}
