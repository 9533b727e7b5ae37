import { expect } from 'chai';
import { RefusedError } from '../../src/kernel/errors.ts';
import { callerWith } from '../../src/access/roles/caller.ts';
import { readGrant, readRolesClaim } from '../../src/access/roles/read-grant.ts';
import { grants } from './support/world.ts';

const a = '51291603-8058-4c93-b7d9-eb4c620c0867';
const b = 'a309b55d-68fb-4f31-b964-94812fad871d';
const none = { learner: [], admin: [], provisioning: [], monitor: [] };

const granted = (...roles: string[]): object => grants(callerWith('user:ada', readRolesClaim(roles)));

describe('roles', () => {
  it('give what the platform means by them', () => {
    expect(granted(`enterprise_learner:${a}`)).to.deep.equal({ ...none, learner: [a] });
    for (const role of ['enterprise_admin', 'enterprise_catalog_admin', 'enterprise_openedx_operator']) {
      expect(granted(`${role}:${a}`), role).to.deep.equal({ ...none, admin: [a], learner: [a] });
    }
    expect(granted(`enterprise_provisioning_admin:${a}`)).to.deep.equal({ ...none, provisioning: [a] });
    expect(granted(`percolog_monitor:*`)).to.deep.equal({ ...none, monitor: 'every' });
  });

  it('for every customer: the admin of all of them may also read the metrics, the admin of one may not', () => {
    expect(granted('enterprise_openedx_operator:*')).to.deep.equal({
      ...none,
      admin: 'every',
      learner: 'every',
      monitor: 'every',
    });
    expect(granted('enterprise_learner:*')).to.deep.equal({ ...none, learner: 'every' });
    expect(granted(`enterprise_learner:${a}`, 'enterprise_learner:*', `enterprise_admin:${b}`)).to.deep.equal({
      ...none,
      learner: 'every',
      admin: [b],
    });
  });

  it('of several customers add up', () => {
    expect(granted(`enterprise_learner:${a}`, `enterprise_admin:${b}`)).to.deep.equal({
      ...none,
      learner: [a, b],
      admin: [b],
    });
  });

  it('are read from one text as from a list', () => {
    expect(readRolesClaim(`enterprise_learner:${a}`)).to.deep.equal([{ role: 'enterprise_learner', context: a }]);
    expect(readRolesClaim([`enterprise_learner:${a}`, `enterprise_learner:${a.toUpperCase()}`])).to.deep.equal([
      { role: 'enterprise_learner', context: a },
    ]);
  });

  for (const claim of [
    undefined,
    null,
    7,
    true,
    {},
    { roles: [`enterprise_admin:${a}`] },
    '',
    ':',
    'enterprise_admin',
    'enterprise_admin:',
    `:${a}`,
    `enterprise_admin ${a}`,
    `enterprise_admin: ${a}`,
    ` enterprise_admin:${a}`,
    `enterprise_admin:${a}:${b}`,
    `enterprise_admin:${a.slice(1)}`,
    `enterprise_admin:${a.replaceAll('-', '')}`,
    `enterprise_admin:{${a}}`,
    'enterprise_admin:**',
    'enterprise_admin:%',
    `ENTERPRISE_ADMIN:${a}`,
    `enterprise_admin2:${a}`,
    `constructor:${a}`,
    `__proto__:${a}`,
    [[`enterprise_admin:${a}`]],
    [7, null, {}, `enterprise_admin`],
  ]) {
    it(`that are malformed give nothing, and are no error: ${JSON.stringify(claim)}`, () => {
      expect(readRolesClaim(claim)).to.deep.equal([]);
    });
  }

  it('that are malformed do not spoil the others', () => {
    expect(readRolesClaim([7, 'x:y', 'enterprise_admin', `enterprise_learner:${a}`])).to.deep.equal([
      { role: 'enterprise_learner', context: a },
    ]);
  });

  it('that a person writes are refused with the nearest name, and all that is wrong', () => {
    expect(readGrant(`enterprise_learner:${a.toUpperCase()}`)).to.deep.equal({
      role: 'enterprise_learner',
      context: a,
    });
    expect(readGrant('percolog_monitor:*')).to.deep.equal({ role: 'percolog_monitor', context: '*' });
    const refused = (text: string): RefusedError => {
      try {
        readGrant(text);
      } catch (error) {
        expect(error).to.be.instanceOf(RefusedError);
        return error as RefusedError;
      }
      throw new Error(`${text} was accepted`);
    };
    const { faults } = refused('enterprise_lerner:everyone');
    expect(faults.map(({ pointer, code }) => [pointer, code])).to.deep.equal([
      ['/role', 'unknown_role'],
      ['/context', 'no_context'],
    ]);
    expect(faults[0]?.suggestions).to.include('enterprise_learner');
    expect(refused('enterprise_admin').message).to.include('uuid');
    expect(refused(`:${a}`).faults).to.have.length(1);
  });
});
