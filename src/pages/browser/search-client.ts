import { liteClient } from 'algoliasearch5/lite';
import type { InstantSearchProps } from 'react-instantsearch';
import { ask, type Failure, type Outcome } from './ask.ts';
import type { Visit } from './visit.ts';

type SearchClient = NonNullable<InstantSearchProps['searchClient']>;
type Options = NonNullable<Parameters<typeof liteClient>[2]>;
type Requester = NonNullable<Options['requester']>;
type Cache = NonNullable<Options['responsesCache']>;

/** A search that was not answered. */
export class SearchFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`no answer to a search: ${failure.kind}`);
    this.failure = failure;
  }
}

/** Each answer is asked for anew: another one may be right a second later. */
const nothingKept: Cache = {
  get: (_key, make) => make(),
  set: (_key, value) => Promise.resolve(value),
  delete: () => Promise.resolve(),
  clear: () => Promise.resolve(),
};

/**
 * The portal's library, asking this service.
 * @param customer whose catalogs are searched; undefined: those of all that one may
 * @returns a client whose searches throw SearchFailure
 */
export function makeSearchClient(visit: Visit, customer: string | undefined): SearchClient {
  const client = liteClient('percolog', 'see-requester', {
    hosts: [{ url: location.host, protocol: location.protocol === 'https:' ? 'https' : 'http', accept: 'readWrite' }],
    authMode: 'WithinHeaders',
    requester: requesterFor(visit, customer),
    hostsCache: nothingKept,
    requestsCache: nothingKept,
    responsesCache: nothingKept,
  });
  const search = byLastQuestion((requests: readonly FacetRequest[]) => client.search(requests as never));
  // The library's own types know its client of version 4 only.
  return { search } as unknown as SearchClient;
}

/** What is read of a request for the values of a facet by a part of their names; of others there is none of it. */
interface FacetRequest {
  facet?: string;
}

/**
 * The library shows answers about a facet's values in the order in which they come. So that the last one is of the last question, an earlier
 * question is answered with what the later one is, where that was asked meanwhile.
 */
function byLastQuestion<Answer>(
  ask: (requests: readonly FacetRequest[]) => Promise<Answer>,
): (requests: readonly FacetRequest[]) => Promise<Answer> {
  const newest = new Map<string, Promise<Answer>>();
  return async (requests) => {
    const facet = requests[0]?.facet;
    if (facet === undefined) {
      return ask(requests);
    }
    let asked = ask(requests);
    newest.set(facet, asked);
    for (;;) {
      const [outcome] = await Promise.allSettled([asked]);
      const later = newest.get(facet) ?? asked;
      if (later === asked) {
        if (outcome.status === 'rejected') {
          throw outcome.reason;
        }
        return outcome.value;
      }
      asked = later;
    }
  };
}

/** Sends what the library has written, with the key that counts now. A search token that is refused is made anew, once. */
function requesterFor(visit: Visit, customer: string | undefined): Requester {
  const sendOnce: (request: Parameters<Requester['send']>[0]) => Promise<Outcome<unknown>> = async (request) => {
    const key = await visit.keys.headersFor(customer);
    if (key.state === 'failed') {
      return key;
    }
    const { url, data, headers } = request;
    return ask<unknown>(url, {
      method: 'POST',
      body: typeof data === 'string' ? data : '',
      headers: { ...headers, 'x-algolia-api-key': '', ...key.body },
    });
  };
  return {
    send: async (request) => {
      let outcome = await sendOnce(request);
      if (outcome.state === 'failed' && outcome.failure.kind === 'forbidden' && customer !== undefined) {
        visit.keys.forget(customer);
        outcome = await sendOnce(request);
      }
      if (outcome.state === 'failed') {
        visit.heard(outcome.failure);
        throw new SearchFailure(outcome.failure);
      }
      return { content: JSON.stringify(outcome.body), isTimedOut: false, status: 200 };
    },
  };
}
