import { expect } from 'chai';
import type { RoleGrant } from '../../src/access/port.ts';
import { NotFoundError, RefusedError } from '../../src/kernel/errors.ts';
import { makeProxies, type Proxies } from '../support/proxy.ts';
import { eventually, makeStores } from '../support/service.ts';
import { token } from './support/jwt.ts';
import { audit, grants, identify, openAccess, type AccessWorld } from './support/world.ts';

const a = '51291603-8058-4c93-b7d9-eb4c620c0867';
const b = 'a309b55d-68fb-4f31-b964-94812fad871d';
const author = { name: 'user:boss', requestId: 'request-1' };

describe('roles that are given here', () => {
  let world: AccessWorld;
  before(async () => {
    world = await openAccess({});
  });
  after(() => world.service.stop());

  const give = (username: string, role = 'enterprise_admin', context = a): Promise<RoleGrant & { id: number }> =>
    world.access.giveRole(author, { username, role, context });
  const rolesOf = async (username: string, claims: string[] = []): Promise<readonly RoleGrant[]> =>
    (await identify(world.access, `JWT ${token({ preferred_username: username, roles: claims })}`)).roles;

  it('count with those of the token, each once, and at once in the process that gives them', async () => {
    expect(await rolesOf('grace', [`enterprise_learner:${b}`])).to.have.length(1);
    await give('grace');
    await give('grace', 'enterprise_learner', b);
    const caller = await identify(
      world.access,
      `JWT ${token({ preferred_username: 'grace', roles: [`enterprise_learner:${b}`] })}`,
    );
    expect(caller.roles).to.deep.equal([
      { role: 'enterprise_learner', context: b },
      { role: 'enterprise_admin', context: a },
    ]);
    expect(grants(caller)).to.deep.include({ admin: [a], learner: [b, a] });
  });

  it('are taken again, at once in the process that takes them', async () => {
    const { id } = await give('alan');
    expect(await rolesOf('alan')).to.have.length(1);
    await world.access.takeRole(author, id);
    expect(await rolesOf('alan')).to.deep.equal([]);
    const again: unknown = await world.access.takeRole(author, id).catch((error: unknown) => error);
    expect(again).to.be.instanceOf(NotFoundError);
  });

  it('belong to one name: none that only looks like it, to us or to the database', async () => {
    await give('bob');
    for (const name of ['bob ', ' bob', 'Bob', 'BOB', 'bób', 'bob\u0000', 'bo', 'bob%', 'b_b']) {
      expect(await rolesOf(name), JSON.stringify(name)).to.deep.equal([]);
    }
    expect(await rolesOf('bob')).to.have.length(1);
  });

  it('that are given already are given once, also by many at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => give('many', 'enterprise_learner', a.toUpperCase())));
    expect(new Set(ids.map(({ id }) => id)).size).to.equal(1);
    expect(ids[0]).to.deep.include({ role: 'enterprise_learner', context: a });
    const written = (await audit(world.access)).filter(({ subject }) => subject.startsWith('many '));
    expect(written).to.have.length(1);
  });

  for (const [what, grant] of [
    ['an unknown role', { username: 'ada', role: 'enterprise_lerner', context: a }],
    ['no context', { username: 'ada', role: 'enterprise_admin', context: '' }],
    ['a context that is no customer', { username: 'ada', role: 'enterprise_admin', context: 'all' }],
    ['nobody', { username: '', role: 'enterprise_admin', context: a }],
    ['a blank', { username: ' ', role: 'enterprise_admin', context: a }],
    ['a name with a blank at its end', { username: 'ada ', role: 'enterprise_admin', context: a }],
    ['a name with a line break', { username: 'ada\nlovelace', role: 'enterprise_admin', context: a }],
    ['half a character', { username: 'a\ud800b', role: 'enterprise_admin', context: a }],
    ['a name that is too long', { username: 'x'.repeat(256), role: 'enterprise_admin', context: a }],
  ] as const) {
    it(`are refused to ${what}`, async () => {
      const error: unknown = await world.access.giveRole(author, grant).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(RefusedError);
      expect((error as RefusedError).faults).to.have.length(1);
    });
  }

  it('go to long names and to those of any script', async () => {
    for (const name of ['x'.repeat(255), '李雷', 'a b', 'мария', '🦊🦊']) {
      await give(name);
      expect(await rolesOf(name), name).to.have.length(1);
    }
  });

  it('are listed, of one user or of all, oldest first and in pages', async () => {
    await give('lister', 'enterprise_learner', a);
    await give('lister', 'enterprise_learner', b);
    const of = await world.access.listRoles({ username: 'lister', offset: 0, limit: 10 });
    expect(of.count).to.equal(2);
    expect(of.assignments.map(({ context, createdBy }) => [context, createdBy])).to.deep.equal([
      [a, 'user:boss'],
      [b, 'user:boss'],
    ]);
    expect(of.assignments[0]?.createdAt).to.be.instanceOf(Date);
    const all = await world.access.listRoles({ offset: 0, limit: 1_000 });
    expect(all.count).to.equal(all.assignments.length);
    const last = await world.access.listRoles({ offset: all.count - 1, limit: 10 });
    expect(last.assignments.map(({ id }) => id)).to.deep.equal([of.assignments[1]?.id]);
  });

  it('are in the audit log, given and taken', async () => {
    const { id } = await give('logged', 'enterprise_openedx_operator', '*');
    await give('logged', 'enterprise_admin', b);
    await world.access.takeRole({ name: 'script:roles', requestId: null }, id);
    const entries = (await audit(world.access)).filter(({ subject }) => subject.startsWith('logged '));
    expect(entries.map((one) => [one.action, one.subject, one.customer, one.author, one.requestId])).to.deep.equal([
      ['role.give', 'logged enterprise_openedx_operator:*', null, 'user:boss', 'request-1'],
      ['role.give', `logged enterprise_admin:${b}`, b, 'user:boss', 'request-1'],
      ['role.take', 'logged enterprise_openedx_operator:*', null, 'script:roles', null],
    ]);
    expect(entries[0]?.before).to.equal(null);
    expect(entries[0]?.after).to.match(/^[0-9a-f]{64}$/);
    expect(entries[2]).to.include({ before: entries[0]?.after, after: null });
  });
});

describe('roles that are given in another process', () => {
  it('count, and end, within five seconds', async () => {
    const stores = await makeStores();
    const [here, there] = [await openAccess({ stores }), await openAccess({ stores })];
    try {
      const authorization = `JWT ${token({ preferred_username: 'grace' })}`;
      const count = async (): Promise<number> => (await identify(here.access, authorization)).roles.length;
      expect(await count()).to.equal(0);
      const { id } = await there.access.giveRole(author, { username: 'grace', role: 'enterprise_admin', context: a });
      here.clock.now += 4_999;
      expect(await count(), 'remembered').to.equal(0);
      here.clock.now += 1;
      expect(await count()).to.equal(1);
      await there.access.takeRole(author, id);
      expect(await count(), 'remembered').to.equal(1);
      here.clock.now += 5_000;
      expect(await count()).to.equal(0);
    } finally {
      await here.service.stop();
      await there.service.stop();
    }
  });
});

for (const way of ['cut', 'hang'] as const) {
  describe(`roles while the database is away (${way})`, function () {
    this.timeout(60_000);
    let proxies: Proxies;
    let world: AccessWorld;

    before(async () => {
      const stores = await makeStores({ DATABASE_TIMEOUT_MILLISECONDS: '4000' });
      proxies = await makeProxies(stores);
      world = await openAccess({ stores: proxies.stores });
      await world.access.giveRole(author, { username: 'known', role: 'enterprise_admin', context: a });
      await identify(world.access, `JWT ${token({ preferred_username: 'known' })}`);
      await proxies.mysql.takeAway(way);
      world.clock.now += 3_000_000;
    });
    after(async () => {
      await proxies.mysql.restore();
      await world.service.stop();
      await proxies.close();
    });

    const rolesOf = async (username: string): Promise<number> =>
      (
        await identify(
          world.access,
          `JWT ${token({ preferred_username: username, roles: [`enterprise_learner:${b}`] })}`,
        )
      ).roles.length;

    it('the last known ones go on, however old; who was never known has those of his token', async () => {
      const before = performance.now();
      expect(await rolesOf('known')).to.equal(2);
      expect(await rolesOf('stranger')).to.equal(1);
      expect(performance.now() - before, 'a database that hangs is waited for two seconds, once').to.be.lessThan(4_000);
    });

    it('nobody waits for it again, and it is said once', async () => {
      const before = performance.now();
      for (let request = 0; request < 50; request += 1) {
        expect(await rolesOf('known')).to.equal(2);
      }
      expect(performance.now() - before).to.be.lessThan(1_000);
      const told = world.service.logged.filter(({ message }) =>
        message.startsWith('what callers may do cannot be read'),
      );
      expect(told).to.have.length(1);
    });

    it('when it is back, what was given meanwhile counts', async () => {
      await proxies.mysql.restore();
      await world.access.giveRole(author, { username: 'stranger', role: 'enterprise_admin', context: a });
      await eventually('the role counts', async () => {
        world.clock.now += 1_000;
        return (await rolesOf('stranger')) === 2;
      });
    });
  });
}
