import { expect } from 'chai';
import { plantExamples } from '../../scripts/fuzz/plant-examples.ts';
import type { Example, Route } from '../../src/api/route.ts';
import type { Client } from '../support/client.ts';
import { registerAll } from '../support/registrations.ts';
import { servedService } from '../support/served-service.ts';
import type { TestService } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('the examples of the documentation', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    ({ service, api, close } = await servedService());
    await plantExamples(api.url, operatorToken());
    await registerAll(service);
  });
  after(() => close());

  /** An answer as it can be compared: instants, and what the example says that varies, by their form only. */
  function comparable(value: unknown, varies: readonly string[]): unknown {
    if (typeof value === 'string' && instant.test(value)) {
      return 'an instant';
    }
    if (Array.isArray(value)) {
      return value.map((entry) => comparable(entry, varies));
    }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([name, member]) => [
            name,
            varies.includes(name) ? typeof member : comparable(member, varies),
          ]),
        )
      : value;
  }

  function addressOf(route: Route, example: Example): string {
    const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(example.path?.[name] ?? ''));
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(example.query ?? {})) {
      for (const one of Array.isArray(value) ? value : [value]) {
        query.append(name, String(one));
      }
    }
    return query.size === 0 ? path : `${path}?${query.toString()}`;
  }

  it('are answered as they say', async () => {
    // Reads come first: what is written in an example must not show in another's answer.
    const all = service.api.routes.flatMap((route) => route.examples.map((example) => ({ route, example })));
    expect(all.length).to.be.greaterThan(15);
    for (const { route, example } of all.sort((a, b) => rank(a.route) - rank(b.route))) {
      const where = `${route.id}: ${example.summary}`;
      const answer = await api.ask(route.method.toUpperCase(), addressOf(route, example), {
        ...(example.body === undefined ? {} : { body: example.body }),
        headers: example.headers ?? {},
      });
      expect(answer.status, `${where}: ${JSON.stringify(answer.body)}`).to.equal(example.status);
      if (example.answer !== undefined) {
        const varies = example.varies ?? [];
        expect(comparable(answer.body, varies), where).to.deep.equal(comparable(example.answer, varies));
      }
    }
  });

  it('are there for every route that takes a body or a parameter, but those that remove', () => {
    const without = service.api.routes
      .filter(({ hidden, method, examples, body, pathSchema }) => {
        const takes = body !== undefined || pathSchema !== undefined;
        return !hidden && method !== 'delete' && takes && examples.length === 0;
      })
      .map(({ id }) => id);
    expect(without).to.deep.equal([]);
  });
});

function rank({ method }: Route): number {
  return method === 'get' ? 0 : 1;
}
