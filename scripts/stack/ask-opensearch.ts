/**
 * Sends a request without a body to the OpenSearch at an address, with the address's credentials, and reads the JSON answer.
 * @throws Error when nobody answers within 30 s (its cause has the code), or the answer is not a success or not JSON
 */
export async function askOpenSearch(address: string, path: string, method = 'GET'): Promise<unknown> {
  const { origin, username, password } = new URL(address);
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers: Record<string, string> =
    credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  const answer = await fetch(origin + path, { method, headers, signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) {
    throw new Error(
      `answered ${answer.status.toString()} to ${method} ${path}: ${(await answer.text()).slice(0, 500)}`,
    );
  }
  return answer.json();
}
