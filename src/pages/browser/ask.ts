/** Why there is no answer, as far as the page says it in words of its own. `seconds`: when to try again. */
export type Failure =
  | { kind: 'ended' }
  | { kind: 'forbidden' | 'missing' | 'refused'; detail: string }
  | { kind: 'busy' | 'unavailable'; seconds: number }
  | { kind: 'offline' }
  | { kind: 'broken'; requestId: string };

export type Outcome<Body> = { state: 'answered'; body: Body } | { state: 'failed'; failure: Failure };

/** What is asked beside an address: by default to read. */
export interface Question {
  method?: 'GET' | 'POST' | 'DELETE';
  /** As it is sent: JSON. */
  body?: string;
  headers: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  /** Whether it is sent also when the page is left meanwhile. */
  keepalive?: boolean;
}

/**
 * Asks the service.
 * @param path with its query, below the page's own origin
 * @throws only when `signal` breaks it off
 */
export async function ask<Body>(path: string, question: Question): Promise<Outcome<Body>> {
  const { signal } = question;
  let answer: Response;
  let body: unknown;
  try {
    answer = await fetch(path, question);
    body = answer.status === 204 ? undefined : await answer.json();
  } catch (error) {
    if (signal?.aborted === true) {
      throw error;
    }
    return { state: 'failed', failure: { kind: 'offline' } };
  }
  return answer.ok ? { state: 'answered', body: body as Body } : { state: 'failed', failure: failureOf(answer, body) };
}

function failureOf(answer: Response, body: unknown): Failure {
  const { detail = '', requestId = '' } = body as { detail?: string; requestId?: string };
  const seconds = Number(answer.headers.get('Retry-After') ?? '1');
  switch (answer.status) {
    case 401:
      return { kind: 'ended' };
    case 403:
      return { kind: 'forbidden', detail };
    case 404:
      return { kind: 'missing', detail };
    case 429:
      return { kind: 'busy', seconds };
    case 503:
      return { kind: 'unavailable', seconds };
    default:
      return answer.status < 500 ? { kind: 'refused', detail } : { kind: 'broken', requestId };
  }
}
