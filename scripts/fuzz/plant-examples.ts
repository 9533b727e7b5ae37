import { seed } from '../../src/api/examples/seed.ts';

/**
 * Stores what the examples of the description are about.
 * @param base http://127.0.0.1:port @param token an operator's
 * @throws Error when one is not taken
 */
export async function plantExamples(base: string, token: string): Promise<void> {
  for (const { method = 'POST', path, body } of seed) {
    const answer = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`${method} ${path} was answered ${String(answer.status)}: ${await answer.text()}`);
    }
  }
}
