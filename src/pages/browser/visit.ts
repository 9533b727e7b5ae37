import { ask, type Failure, type Outcome, type Question } from './ask.ts';
import { SearchKeys } from './search-keys.ts';

/** The time in which somebody is signed in. What one visit has learnt is not seen by the next. */
export class Visit {
  readonly keys: SearchKeys;
  /** Of catalogs that the page was told of, by uuid: to ask for one by its uuid is not open to learners. */
  readonly catalogTitles = new Map<string, string>();
  readonly #token: string;
  readonly #ended: (failure: Failure) => void;
  #isOver = false;

  /** @param deps.ended told once, when the service takes the token no longer */
  constructor(deps: { token: string; ended: (failure: Failure) => void }) {
    this.#token = deps.token;
    this.#ended = deps.ended;
    this.keys = new SearchKeys(this);
  }

  get credentials(): Readonly<Record<string, string>> {
    return { Authorization: `Bearer ${this.#token}` };
  }

  /** Asks the API with the token. @throws only when the question's signal breaks it off */
  async ask<Body>(path: string, question: Omit<Question, 'headers'> = {}): Promise<Outcome<Body>> {
    const outcome = await ask<Body>(path, {
      ...question,
      headers: {
        ...this.credentials,
        Accept: 'application/json',
        ...(question.body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
    });
    if (outcome.state === 'failed') {
      this.heard(outcome.failure);
    }
    return outcome;
  }

  /** A failure of anything that was asked with the token. */
  heard(failure: Failure): void {
    if (failure.kind === 'ended' && !this.#isOver) {
      this.#isOver = true;
      this.#ended(failure);
    }
  }

  /** Somebody signs out. */
  end(): void {
    this.#isOver = true;
    this.keys.revokeAll();
  }
}
