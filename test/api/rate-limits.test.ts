import { expect } from 'chai';
import { makeSecuredKey } from '../../src/access/search-keys/secured-key.ts';
import { withRedis } from '../../scripts/stack/with-redis.ts';
import { Client, expectProblem } from '../support/client.ts';
import { makeProxies } from '../support/proxy.ts';
import { eventually, makeService, makeStores, serve, type TestService } from '../support/service.ts';
import { makeToken } from '../support/token.ts';

const portalSecret = 'what keys of portals are signed with';
const settings = { RATE_LIMITS: 'read=5,write=3,search=2,anonymous=4', PORTAL_KEY_SECRET: portalSecret };
const path = '/api/v1/me';

async function take(url: string, token: string | null, times: number, to = path): Promise<number[]> {
  const client = new Client(url, token);
  const statuses: number[] = [];
  for (let time = 0; time < times; time += 1) {
    statuses.push((await client.get(to)).status);
  }
  return statuses;
}

describe('rate limits', () => {
  const services: TestService[] = [];
  const closers: (() => Promise<void>)[] = [];
  const start = async (options: Parameters<typeof makeService>[0] = { settings }): Promise<string> => {
    const service = await makeService(options);
    const { url, close } = await serve(service);
    services.push(service);
    closers.push(close);
    return url;
  };
  afterEach(async () => {
    await Promise.all(closers.splice(0).map((close) => close()));
    await Promise.all(services.splice(0).map((service) => service.stop()));
  });

  it('hold for each caller and class apart, and are told in headers', async () => {
    const url = await start();
    const [alice, bob] = ['alice', 'bob'].map((username) => makeToken({ username }));
    const client = new Client(url, alice);
    const first = await client.get(path);
    expect(first.headers.get('ratelimit-limit')).to.equal('5');
    expect(first.headers.get('ratelimit-remaining')).to.equal('4');
    expect(Number(first.headers.get('ratelimit-reset'))).to.be.within(1, 60);
    expect(await take(url, alice ?? '', 5)).to.deep.equal([200, 200, 200, 200, 429]);
    const refused = await client.get(path);
    expectProblem(refused, 429, 'too_many_requests');
    expect(refused.headers.get('ratelimit-remaining')).to.equal('0');
    expect(refused.headers.get('retry-after')).to.equal(refused.headers.get('ratelimit-reset'));
    expect(await take(url, bob ?? '', 2)).to.deep.equal([200, 200]);
    // Another class: refused for its own reason, not for the first one's count.
    expect((await client.post('/api/v1/enterprise-catalogs/', {})).status).to.equal(400);
  });

  it('are one for all processes', async () => {
    const stores = await makeStores(settings);
    const [one, two] = [await start({ stores }), await start({ stores })];
    const token = makeToken({ username: 'carol' });
    expect(await take(one, token, 4)).to.deep.equal([200, 200, 200, 200]);
    await eventually('the first process has told its count', () =>
      withRedis(stores.config.redisUrl, async (redis) => {
        const [key = ''] = await redis.keys(`${stores.config.redisPrefix}rate:read*carol`);
        return key !== '' && (await redis.get(key)) === '4';
      }),
    );
    // The second process learns of it beside its own first request; alone it would let five through.
    let answered = 0;
    await eventually('the common count is known to the second process', async () => {
      const [status] = await take(two, token, 1);
      answered += status === 200 ? 1 : 0;
      return status === 429;
    });
    expect(answered).to.be.lessThan(5);
  });

  it('slow down whoever tries tokens', async () => {
    const url = await start();
    expect(await take(url, 'not.a.token', 5)).to.deep.equal([401, 401, 401, 401, 429]);
    expect(await take(url, null, 1)).to.deep.equal([429]);
    // Whoever has a good one is not held up by others at his address.
    expect(await take(url, makeToken({ username: 'dave' }), 1)).to.deep.equal([200]);
  });

  it('count the searches of portals by their users, and slow down whoever tries keys', async () => {
    const url = await start();
    const search = async (key: string): Promise<number> => {
      const client = new Client(url, null);
      return (await client.post('/1/indexes/enterprise_catalog/query', {}, { 'x-algolia-api-key': key })).status;
    };
    const keyOf = (userToken: string): string =>
      makeSecuredKey(portalSecret, {
        filters: 'enterprise_customer_uuids:51291603-8058-4c93-b7d9-eb4c620c0867',
        validUntil: undefined,
        restrictIndices: undefined,
        userToken,
      });
    const statuses: number[] = [];
    for (const key of [keyOf('1'), keyOf('1'), keyOf('1'), keyOf('2')]) {
      statuses.push(await search(key));
    }
    expect(statuses).to.deep.equal([200, 200, 429, 200]);
    const guesses: number[] = [];
    for (let guess = 0; guess < 5; guess += 1) {
      guesses.push(await search(`guess ${String(guess)}`));
    }
    expect(guesses).to.deep.equal([403, 403, 403, 403, 429]);
    expect(await search(keyOf('3')), 'a good key is not held up').to.equal(200);
  });

  it('do not touch health', async () => {
    const url = await start();
    expect(new Set(await take(url, null, 20, '/health/live'))).to.deep.equal(new Set([200]));
  });

  it('can be switched off', async () => {
    const url = await start({ settings: { RATE_LIMITS: 'off' } });
    const client = new Client(url, makeToken({ username: 'erin' }));
    for (let time = 0; time < 20; time += 1) {
      const { status, headers } = await client.get(path);
      expect(status).to.equal(200);
      expect(headers.get('ratelimit-limit')).to.equal(null);
    }
  });

  for (const way of ['cut', 'hang'] as const) {
    it(`hold in each process alone while Redis ${way === 'cut' ? 'is away' : 'hangs'}, and nobody waits for it`, async () => {
      const proxies = await makeProxies(await makeStores(settings));
      try {
        const url = await start({ stores: proxies.stores });
        const token = makeToken({ username: 'frank' });
        await proxies.redis.takeAway(way);
        const began = performance.now();
        expect(await take(url, token, 6)).to.deep.equal([200, 200, 200, 200, 200, 429]);
        expect(performance.now() - began, 'nobody waited for Redis').to.be.lessThan(1_500);
      } finally {
        await proxies.close();
      }
    });
  }
});
