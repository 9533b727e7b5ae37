import type { SearchToken } from './answers.ts';
import type { Outcome } from './ask.ts';
import type { Visit } from './visit.ts';

/** How long a search token lasts. Short: who is signed out elsewhere is so here when it ends. */
const lasts = 600_000;
/** This long before its end another one is made, for requests take their time. */
const early = 30_000;

type Headers = Readonly<Record<string, string>>;

/**
 * With what the page searches: for one customer with a search token, which opens that customer's catalogs only, as a portal gives
 * its learners; for all customers with the token of whoever is signed in.
 */
export class SearchKeys {
  readonly #visit: Pick<Visit, 'ask' | 'credentials'>;
  readonly #tokens = new Map<string, Promise<Outcome<SearchToken>>>();

  constructor(visit: Pick<Visit, 'ask' | 'credentials'>) {
    this.#visit = visit;
  }

  /** What to send with a search. */
  async headersFor(customer: string | undefined): Promise<Outcome<Headers>> {
    if (customer === undefined) {
      return { state: 'answered', body: this.#visit.credentials };
    }
    let outcome = await this.#token(customer);
    if (outcome.state === 'answered' && Date.parse(outcome.body.expires_at) - early < Date.now()) {
      this.#tokens.delete(customer);
      outcome = await this.#token(customer);
    }
    return outcome.state === 'failed'
      ? outcome
      : { state: 'answered', body: { 'x-algolia-api-key': outcome.body.token } };
  }

  /** The search token was refused: the next search is made with another one. */
  forget(customer: string): void {
    this.#tokens.delete(customer);
  }

  /** Nobody searches with them any more. */
  revokeAll(): void {
    for (const made of this.#tokens.values()) {
      void made.then((outcome) =>
        outcome.state === 'answered'
          ? this.#visit.ask(`/api/v1/search-tokens/${outcome.body.id}`, { method: 'DELETE' })
          : undefined,
      );
    }
    this.#tokens.clear();
  }

  /** The one that there is, or a new one. A failure is not kept. */
  #token(customer: string): Promise<Outcome<SearchToken>> {
    const known = this.#tokens.get(customer);
    if (known !== undefined) {
      return known;
    }
    const expires = new Date(Date.now() + lasts).toISOString();
    const made = this.#visit
      .ask<SearchToken>('/api/v1/search-tokens', {
        method: 'POST',
        body: JSON.stringify({ customer, expires_at: expires }),
      })
      .then((outcome) => {
        if (outcome.state === 'failed') {
          this.#tokens.delete(customer);
        }
        return outcome;
      });
    this.#tokens.set(customer, made);
    return made;
  }
}
