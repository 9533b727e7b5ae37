import { expect } from 'chai';
import { NotFoundError, RefusedError, ServiceError } from '../../src/kernel/errors.ts';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { makeStores, sql } from '../support/service.ts';
import { start } from './support/jwt.ts';
import { audit, openAccess, type AccessWorld } from './support/world.ts';

const customer = '51291603-8058-4c93-b7d9-eb4c620c0867';
const author = { name: 'user:ada', requestId: 'request-1' };
const hour = 3_600_000;

describe('search tokens', () => {
  let world: AccessWorld;
  let proxies: Proxies;
  before(async () => {
    proxies = await makeProxies(await makeStores());
    world = await openAccess({ stores: proxies.stores });
  });
  beforeEach(() => {
    world.clock.now = start;
  });
  after(async () => {
    await world.service.stop();
    await proxies.close();
  });

  const make = () => world.access.createSearchToken(author, { customer, expiresAt: new Date(start + hour) });
  const refusal = async (key: string, { access } = world): Promise<string> => {
    const thrown: unknown = await access.openSearchKey(key).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(ServiceError);
    expect((thrown as ServiceError).code).to.equal('unauthenticated');
    expect((thrown as ServiceError).message).to.not.include(key);
    return (thrown as ServiceError).message;
  };

  it('open the catalogs of their customer', async () => {
    const { token, secret } = await make();
    expect(secret).to.match(/^percologsearch_[0-9A-Za-z]{12}_[\w-]{43}$/);
    expect(token).to.deep.include({
      customer,
      createdBy: 'user:ada',
      revokedAt: null,
      expiresAt: new Date(start + hour),
    });
    expect(await world.access.openSearchKey(secret)).to.deep.equal({
      name: `search-token:${token.id}`,
      reach: { customers: [customer] },
      indices: 'every',
      user: 'user:ada',
    });
    expect(await world.access.findSearchToken(token.id)).to.deep.equal(token);
    const refused: unknown = await world.access
      .identify({ authorization: `Bearer ${secret}`, cookies: '' })
      .catch((error: unknown) => error);
    expect(refused, 'and nothing else').to.have.property('code', 'unauthenticated');
  });

  it('are kept as a hash only', async () => {
    const { token, secret } = await make();
    const [row = {}] = await sql<Record<string, unknown>>(
      world.service.stores,
      'SELECT * FROM search_token WHERE id = ?',
      [token.id],
    );
    const stored = Object.values(row)
      .map((value) => (Buffer.isBuffer(value) ? `${value.toString('hex')} ${value.toString('latin1')}` : String(value)))
      .join(' ');
    expect(stored).to.include(token.id);
    expect(stored).to.not.include(secret.slice(-43));
    expect(stored).to.not.include(Buffer.from(secret.slice(-43), 'base64url').toString('hex'));
  });

  it('are not known with another secret, id, word or length', async () => {
    const { token, secret } = await make();
    const other = (await make()).secret;
    for (const wrong of [
      secret.slice(0, -43) + other.slice(-43),
      secret.slice(0, -1),
      `${secret}A`,
      secret.replace('percologsearch', 'percolog'),
      secret.replace(token.id, 'nosuchtoken0'),
      'percologsearch_',
      `percologsearch_${token.id}_`,
      token.id,
    ]) {
      expect(await refusal(wrong), wrong).to.equal('Invalid Application-ID or API key');
    }
  });

  it('end when they say so', async () => {
    const { secret } = await make();
    world.clock.now = start + hour - 1;
    await world.access.openSearchKey(secret);
    world.clock.now += 1;
    expect(await refusal(secret)).to.equal('the search token ended at 2026-11-21T13:00:00.000Z');
  });

  it('are not made to last longer than a day, nor to end before now', async () => {
    for (const end of [start, start - 1, start + 24 * hour + 1, NaN]) {
      const error: unknown = await world.access
        .createSearchToken(author, { customer, expiresAt: new Date(end) })
        .catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(RefusedError);
      expect((error as RefusedError).faults[0]?.pointer).to.equal('/expires_at');
    }
  });

  it('that are revoked end at once, also in another process that has just used them', async () => {
    const { token, secret } = await make();
    const there = await openAccess({ stores: world.service.stores });
    try {
      await there.access.openSearchKey(secret);
      await world.access.openSearchKey(secret);
      await world.access.revokeSearchToken(author, token.id);
      expect(await refusal(secret)).to.match(/^the search token was revoked at 20/);
      expect(await refusal(secret, there)).to.match(/^the search token was revoked at 20/);
    } finally {
      await there.service.stop();
    }
    await world.access.revokeSearchToken(author, token.id);
    for (const none of ['nosuchtoken0', '', 'é']) {
      const unknown: unknown = await world.access.revokeSearchToken(author, none).catch((error: unknown) => error);
      expect(unknown, none).to.be.instanceOf(NotFoundError);
    }
    const entries = (await audit(world.access)).filter(({ subject }) => subject === token.id);
    expect(entries.map((one) => [one.action, one.author, one.customer])).to.deep.equal([
      ['search-token.create', 'user:ada', customer],
      ['search-token.revoke', 'user:ada', customer],
    ]);
    expect(entries[1]?.before).to.equal(entries[0]?.after).and.to.not.equal(entries[1]?.after);
  });

  it('are dropped a week after they ended', async () => {
    const { token } = await make();
    world.clock.now = start + hour + 7 * 24 * hour + 1;
    await world.access.createSearchToken(author, { customer, expiresAt: new Date(world.clock.now + hour) });
    const gone: unknown = await world.access.findSearchToken(token.id).catch((error: unknown) => error);
    expect(gone).to.be.instanceOf(NotFoundError);
  });

  it('while the database is away: those that were good lately stay good for ten minutes, others cannot be judged', async () => {
    const [{ secret: seen }, { secret: unseen }] = [await make(), await make()];
    await world.access.openSearchKey(seen);
    await proxies.mysql.takeAway('cut');
    try {
      expect(await world.access.openSearchKey(seen)).to.deep.include({ reach: { customers: [customer] } });
      const unknown: unknown = await world.access.openSearchKey(unseen).catch((error: unknown) => error);
      expect(unknown).to.have.property('code', 'unavailable');
      world.clock.now += 600_000;
      const late: unknown = await world.access.openSearchKey(seen).catch((error: unknown) => error);
      expect(late).to.have.property('code', 'unavailable');
    } finally {
      await proxies.mysql.restore();
    }
  });
});
