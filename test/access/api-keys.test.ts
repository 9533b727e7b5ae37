import { expect } from 'chai';
import { makeKeyText } from '../../src/access/keys/key-text.ts';
import type { ApiKey } from '../../src/access/port.ts';
import { NotFoundError, RefusedError } from '../../src/kernel/errors.ts';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { eventually, makeStores, sql } from '../support/service.ts';
import { start } from './support/jwt.ts';
import { audit, grants, identify, openAccess, refusal, type AccessWorld } from './support/world.ts';

const a = '51291603-8058-4c93-b7d9-eb4c620c0867';
const b = 'a309b55d-68fb-4f31-b964-94812fad871d';
const author = { name: 'user:boss', requestId: 'request-1' };
const day = 86_400_000;
const learner = { role: 'enterprise_learner', context: a };

type Made = Promise<{ key: ApiKey; secret: string }>;
const make = ({ access }: AccessWorld, more: Partial<Parameters<AccessWorld['access']['createKey']>[1]> = {}): Made =>
  access.createKey(author, { name: 'redemption', roles: [learner], expiresAt: new Date(start + 30 * day), ...more });

describe('API keys', () => {
  let world: AccessWorld;
  before(async () => {
    world = await openAccess({});
  });
  beforeEach(() => {
    world.clock.now = start;
  });
  after(() => world.service.stop());

  it('let a service in, with the roles that they were made with', async () => {
    const { key, secret } = await make(world, {
      roles: [learner, { role: 'enterprise_admin', context: b.toUpperCase() }, learner],
    });
    expect(secret).to.match(/^percolog_[0-9A-Za-z]{12}_[\w-]{43}$/);
    expect(key).to.deep.include({
      id: secret.split('_')[1],
      name: 'redemption',
      roles: [learner, { role: 'enterprise_admin', context: b }],
      createdBy: 'user:boss',
      expiresAt: new Date(start + 30 * day),
      revokedAt: null,
    });
    const caller = await identify(world.access, `Bearer ${secret}`);
    expect(caller).to.deep.include({ name: `key:${key.id}`, staff: false, roles: key.roles });
    expect(grants(caller)).to.deep.equal({ learner: [a, b], admin: [b], provisioning: [], monitor: [] });
    expect((await identify(world.access, `bearer   ${secret}`)).name).to.equal(`key:${key.id}`);
  });

  it('are kept as a hash only', async () => {
    const { key, secret } = await make(world);
    const [row] = await sql<Record<string, unknown>>(world.service.stores, 'SELECT * FROM api_key WHERE id = ?', [
      key.id,
    ]);
    const stored = Object.values(row ?? {})
      .map((value) => (Buffer.isBuffer(value) ? `${value.toString('hex')} ${value.toString('latin1')}` : String(value)))
      .join(' ');
    const [, , ...rest] = secret.split('_');
    expect(stored).to.include(key.id);
    expect(stored).to.not.include(rest.join('_'));
    expect(stored).to.not.include(Buffer.from(rest.join('_'), 'base64url').toString('hex'));
    expect(JSON.stringify(await world.access.listKeys({ offset: 0, limit: 100 }))).to.not.match(/secret|hash/i);
  });

  it('are never the same', () => {
    const texts = Array.from({ length: 1_000 }, makeKeyText);
    expect(new Set(texts.map(({ id }) => id)).size).to.equal(1_000);
    expect(new Set(texts.map(({ text }) => text.slice(-43))).size).to.equal(1_000);
  });

  it('with another secret, id or form are not known', async () => {
    const { secret } = await make(world);
    const [word = '', id = '', ...rest] = secret.split('_');
    const mark = rest.join('_');
    const other = makeKeyText().text;
    await identify(world.access, `Bearer ${secret}`);
    const wrong = [
      other,
      `${word}_${id}_${other.slice(-43)}`,
      `${word}_${other.split('_')[1] ?? ''}_${mark}`,
      `${word}_${id.toLowerCase()}x_${mark}`,
      `${word}_${id}_${mark.slice(0, 42)}`,
      `${word}_${id}_${mark}A`,
      `${word}_${id}_`,
      `${word}_${id}`,
      `${word}_`,
      `${word}__${mark}`,
      `${secret} `.repeat(2).trim(),
      `${secret}\u0000`,
      `${word}_${id}_${'é'.repeat(43)}`,
      `${word}_${id.slice(0, 11)}%_${mark}`,
    ];
    for (const text of wrong) {
      expect(await refusal(world.access, `Bearer ${text}`), text).to.equal('the API key is not known');
    }
    await identify(world.access, `Bearer ${secret}`);
  });

  it('are sent as Bearer only, and with their word in small letters', async () => {
    const { secret } = await make(world);
    expect(await refusal(world.access, `JWT ${secret}`)).to.match(/not a token/);
    expect(await refusal(world.access, `Bearer ${secret.replace('percolog', 'PERCOLOG')}`)).to.match(/not a token/);
  });

  it('end when they say so; who has not the secret learns nothing of that', async () => {
    const { secret } = await make(world);
    world.clock.now = start + 30 * day - 1;
    await identify(world.access, `Bearer ${secret}`);
    world.clock.now += 1;
    expect(await refusal(world.access, `Bearer ${secret}`)).to.equal('the API key ended at 2026-12-21T12:00:00.000Z');
    const guess = secret.slice(0, -43) + makeKeyText().text.slice(-43);
    expect(await refusal(world.access, `Bearer ${guess}`)).to.equal('the API key is not known');
  });

  it('that are revoked end at once here; revoking twice changes nothing more', async () => {
    const { key, secret } = await make(world);
    await identify(world.access, `Bearer ${secret}`);
    await world.access.revokeKey(author, key.id);
    const message = await refusal(world.access, `Bearer ${secret}`);
    expect(message).to.match(/^the API key was revoked at 20/);
    await world.access.revokeKey(author, key.id);
    expect(await refusal(world.access, `Bearer ${secret}`)).to.equal(message);
    for (const none of ['nosuchkey000', '', 'é', 'x'.repeat(1_000), `${key.id} `]) {
      const unknown: unknown = await world.access.revokeKey(author, none).catch((error: unknown) => error);
      expect(unknown, none).to.be.instanceOf(NotFoundError);
    }
    const entries = (await audit(world.access)).filter(({ subject }) => subject === key.id);
    expect(entries.map((one) => [one.action, one.author, one.requestId, one.customer])).to.deep.equal([
      ['api-key.create', 'user:boss', 'request-1', a],
      ['api-key.revoke', 'user:boss', 'request-1', a],
    ]);
    expect(entries[0]?.before).to.equal(null);
    expect(entries[1]?.before).to.equal(entries[0]?.after).and.to.not.equal(entries[1]?.after);
  });

  it("of several customers, or of every one, are no single customer's in the audit log", async () => {
    const { key: several } = await make(world, { roles: [learner, { role: 'enterprise_learner', context: b }] });
    const { key: every } = await make(world, { roles: [{ role: 'percolog_monitor', context: '*' }] });
    const { key: none } = await make(world, { roles: [] });
    const entries = (await audit(world.access)).filter(({ subject }) =>
      [several.id, every.id, none.id].includes(subject),
    );
    expect(entries.map(({ customer }) => customer)).to.deep.equal([null, null, null]);
  });

  for (const [what, more, pointers] of [
    ['no name', { name: ' ' }, ['/name']],
    ['too long a name', { name: 'x'.repeat(256) }, ['/name']],
    ['an end in the past', { expiresAt: new Date(start) }, ['/expires_at']],
    ['an end after more than three years', { expiresAt: new Date(start + 1_097 * day) }, ['/expires_at']],
    ['an end that is no moment', { expiresAt: new Date(NaN) }, ['/expires_at']],
    ['an unknown role', { roles: [learner, { role: 'boss', context: '*' }] }, ['/roles/1/role']],
    ['too many roles', { roles: Array.from({ length: 101 }, () => learner) }, ['/roles']],
    [
      'everything wrong at once',
      { name: '', roles: [{ role: 'boss', context: 'all' }], expiresAt: new Date(0) },
      ['/name', '/expires_at', '/roles/0/role', '/roles/0/context'],
    ],
  ] as const) {
    it(`are not made with ${what}`, async () => {
      const error: unknown = await make(world, more).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(RefusedError);
      expect((error as RefusedError).faults.map(({ pointer }) => pointer)).to.deep.equal(pointers);
    });
  }

  it('are listed, in pages', async () => {
    const { key } = await make(world, { name: 'the last one' });
    const { count, keys } = await world.access.listKeys({ offset: 0, limit: 1_000 });
    expect(count).to.equal(keys.length).and.to.be.greaterThan(1);
    expect(keys).to.deep.include(key);
    const { keys: page } = await world.access.listKeys({ offset: count - 1, limit: 10 });
    expect(page).to.deep.equal(keys.slice(-1));
  });
});

describe('API keys in two processes', () => {
  it('that are revoked in one end in the other within five seconds; new ones are good at once', async () => {
    const stores = await makeStores();
    const [here, there] = [await openAccess({ stores }), await openAccess({ stores })];
    try {
      const { key, secret } = await make(here);
      await identify(there.access, `Bearer ${secret}`);
      await here.access.revokeKey(author, key.id);
      there.clock.now += 4_999;
      await identify(there.access, `Bearer ${secret}`);
      there.clock.now += 1;
      expect(await refusal(there.access, `Bearer ${secret}`)).to.match(/revoked/);
      expect(await refusal(there.access, `Bearer ${makeKeyText().text}`)).to.match(/not known/);
      const { secret: next } = await make(here);
      await identify(there.access, `Bearer ${next}`);
    } finally {
      await here.service.stop();
      await there.service.stop();
    }
  });
});

for (const way of ['cut', 'hang'] as const) {
  describe(`API keys while the database is away (${way})`, function () {
    this.timeout(60_000);
    let proxies: Proxies;
    let world: AccessWorld;
    let seen: string;
    let unseen: string;

    before(async () => {
      const stores = await makeStores({ DATABASE_TIMEOUT_MILLISECONDS: '4000' });
      proxies = await makeProxies(stores);
      world = await openAccess({ stores: proxies.stores });
      ({ secret: seen } = await make(world, { expiresAt: new Date(start + 300_000) }));
      ({ secret: unseen } = await make(world));
      await identify(world.access, `Bearer ${seen}`);
      await proxies.mysql.takeAway(way);
      world.clock.now += 60_000;
    });
    after(async () => {
      await proxies.mysql.restore();
      await world.service.stop();
      await proxies.close();
    });

    it('those that were good lately stay good, those that were not seen cannot be judged', async () => {
      const before = performance.now();
      await identify(world.access, `Bearer ${seen}`);
      await refusal(world.access, `Bearer ${unseen}`, 'unavailable');
      expect(performance.now() - before).to.be.lessThan(4_000);
    });

    it('guesses at those that were seen are refused', async () => {
      const guess = seen.slice(0, -43) + makeKeyText().text.slice(-43);
      expect(await refusal(world.access, `Bearer ${guess}`)).to.match(/not known/);
    });

    it('they end when they say so, and cannot be judged after ten minutes', async () => {
      world.clock.now = start + 300_000;
      expect(await refusal(world.access, `Bearer ${seen}`)).to.match(/ended/);
      world.clock.now = start + 600_000;
      await refusal(world.access, `Bearer ${seen}`, 'unavailable');
    });

    it('when it is back, all are judged again', async () => {
      world.clock.now = start + 610_000;
      await proxies.mysql.restore();
      await eventually('the key is good again', async () => {
        world.clock.now += 1_000;
        const answer: unknown = await identify(world.access, `Bearer ${unseen}`).catch((error: unknown) => error);
        return !(answer instanceof Error);
      });
      expect(await refusal(world.access, `Bearer ${seen}`)).to.match(/ended/);
    });
  });
}
