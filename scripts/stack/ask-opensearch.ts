import { authorizationOf } from './authorization-of.ts';

/**
 * Sends a request without a body to the OpenSearch at an address, with the address's credentials, and reads the JSON answer.
 * @throws Error when nobody answers within 30 s (its cause has the code), or the answer is not a success or not JSON
 */
export async function askOpenSearch(address: string, path: string, method = 'GET'): Promise<unknown> {
  const url = new URL(address);
  const authorization = authorizationOf(url);
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const answer = await fetch(url.origin + path, { method, headers, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) {
    throw new Error(
      `answered ${answer.status.toString()} to ${method} ${path}: ${(await answer.text()).slice(0, 500)}`,
    );
  }
  return answer.json();
}
