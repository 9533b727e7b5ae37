import { expect } from 'chai';
import type { ApiKey, RoleAssignment } from '../../src/access/port.ts';
import { runScript, type Ended } from '../support/run-script.ts';
import { makeService, makeStores, type TestService, type TestStores } from '../support/service.ts';
import { testSecret } from '../support/token.ts';
import { audit, grants, identify, refusal } from './support/world.ts';

const a = '51291603-8058-4c93-b7d9-eb4c620c0867';

describe('the commands of access', function () {
  // Some start a dozen processes.
  this.timeout(180_000);
  let stores: TestStores;
  let service: TestService;

  before(async () => {
    stores = await makeStores({ JWT_ISSUER: 'https://lms.test,https://two.test', JWT_AUDIENCE: 'ours' });
    service = await makeService({ stores });
  });
  after(() => service.stop());

  const run = (name: string, ...args: string[]): Promise<Ended> => runScript(stores, name, args);
  const good = async (name: string, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(name, ...args);
    expect(code, stderr).to.equal(0);
    return stdout;
  };

  for (const name of ['token', 'roles', 'api-keys']) {
    it(`${name} --help says what it does`, async () => {
      const { code, stdout, stderr } = await run(name, '--help');
      expect([code, stderr]).to.deep.equal([0, '']);
      expect(stdout)
        .to.match(new RegExp(`^npm run (-s )?${name} -- `))
        .and.to.include('Exit code');
    });
  }

  describe('token', () => {
    it('prints a token alone, which the service takes, and says on stderr what it gives', async () => {
      const { code, stdout, stderr } = await run(
        'token',
        ...['--role', `enterprise_learner:${a.toUpperCase()}`, '--role', 'percolog_monitor:*'],
        ...['--user', 'grace', '--hours', '1', '--staff'],
      );
      expect(code).to.equal(0);
      expect(stdout).to.match(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      const caller = await identify(service.access, `JWT ${stdout.trim()}`);
      expect(caller).to.include({ name: 'user:grace', staff: true });
      expect(grants(caller)).to.deep.equal({ learner: [a], admin: [], provisioning: [], monitor: 'every' });
      expect(stderr).to.include('grace').and.to.include('staff').and.to.include(`enterprise_learner:${a}`);
      const until = Date.parse(/until ([^,]+),/.exec(stderr)?.[1] ?? '');
      expect(until - Date.now()).to.be.within(3_500_000, 3_600_000);
      expect(stderr).to.not.include(testSecret);
    });

    it('without a secret in the environment uses the one of the checkout', async () => {
      const { code, stdout, stderr } = await runScript(
        { environment: { ...stores.environment, JWT_SECRET: '' } },
        'token',
        ['--staff'],
      );
      expect(code).to.equal(0);
      expect(stderr).to.include('.local/jwt-secret');
      expect(await refusal(service.access, `JWT ${stdout.trim()}`)).to.match(/signature/);
    });

    for (const [what, args, message] of [
      ['nothing that it gives', [], /--role ROLE:CONTEXT/],
      ['a misspelt role', ['--role', `enterprise_lerner:${a}`], /did you mean enterprise_learner\?/],
      ['no context', ['--role', 'enterprise_learner'], /customer's uuid, or \*/],
      ['a context that is none', ['--role', 'enterprise_learner:all'], /customer's uuid, or \*/],
      ['no hours', ['--staff', '--hours', '0'], /--hours/],
      ['hours that are none', ['--staff', '--hours', 'soon'], /--hours/],
      ['too many hours', ['--staff', '--hours', '8761'], /--hours/],
      ['nobody', ['--staff', '--user', ''], /--user/],
      ['an unknown option', ['--rule', 'x'], /--rule/],
      ['something more', ['--staff', 'more'], /more/],
    ] as const) {
      it(`refuses ${what}: exit code 2, nothing on stdout`, async () => {
        const { code, stdout, stderr } = await run('token', ...args);
        expect([code, stdout]).to.deep.equal([2, '']);
        expect(stderr)
          .to.match(message)
          .and.to.not.match(/\n +at /);
      });
    }
  });

  describe('roles', () => {
    const list = async (...args: string[]): Promise<string[]> =>
      (JSON.parse(await good('roles', 'list', '--json', ...args)) as RoleAssignment[]).map(
        ({ username, role, context, createdBy }) => `${username} ${role}:${context} by ${createdBy}`,
      );

    it('are given, listed and taken, and the audit log names the command', async () => {
      const one = ['--user', 'ada', '--role', `enterprise_admin:${a}`];
      expect(await good('roles', 'give', ...one, '--role', 'enterprise_learner:*')).to.equal(
        `given enterprise_admin:${a}\ngiven enterprise_learner:*\n`,
      );
      await good('roles', 'give', ...one);
      await service.access.giveRole(
        { name: 'user:boss', requestId: null },
        { username: 'grace', role: 'enterprise_learner', context: '*' },
      );
      expect(await list('--user', 'ada')).to.deep.equal([
        `ada enterprise_admin:${a} by script:roles`,
        'ada enterprise_learner:* by script:roles',
      ]);
      const table = await good('roles', 'list');
      expect(table).to.match(/^grace +enterprise_learner:\* +20.*Z +user:boss$/m);
      expect(table.split('\n')[0]).to.match(/^USER +ROLE +SINCE +GIVEN BY$/);
      expect(table).to.match(new RegExp(`^ada +enterprise_admin:${a} +20.*Z +script:roles$`, 'm'));

      expect(JSON.parse(await good('roles', 'take', ...one, '--json'))).to.deep.equal({
        taken: [`enterprise_admin:${a}`],
        user: 'ada',
      });
      const { assignments } = await service.access.listRoles({ username: 'ada', offset: 0, limit: 10 });
      expect(assignments.map(({ role }) => role)).to.deep.equal(['enterprise_learner']);
      const again = await run('roles', 'take', ...one);
      expect([again.code, again.stdout]).to.deep.equal([2, '']);
      expect(again.stderr).to.include('has not been given');
      const entries = (await audit(service.access)).filter(({ author }) => author === 'script:roles');
      expect(entries.map(({ action }) => action)).to.deep.equal(['role.give', 'role.give', 'role.take']);
    });

    for (const [what, args, message] of [
      ['no verb', [], /list, give or take/],
      ['an unknown verb', ['giv'], /list, give or take/],
      ['nobody', ['give', '--role', 'enterprise_learner:*'], /--user NAME/],
      ['no role', ['give', '--user', 'ada'], /--role ROLE:CONTEXT/],
      ['an unknown role', ['give', '--user', 'ada', '--role', 'enterprise_lerner:*'], /did you mean/],
      ['a name that cannot be', ['give', '--user', ' ada', '--role', 'enterprise_learner:*'], /username/],
      ['too much', ['list', 'ada'], /not understood: ada/],
    ] as const) {
      it(`refuse ${what}: exit code 2`, async () => {
        const { code, stdout, stderr } = await run('roles', ...args);
        expect([code, stdout]).to.deep.equal([2, '']);
        expect(stderr)
          .to.match(message)
          .and.to.not.match(/\n +at /);
      });
    }
  });

  describe('api-keys', () => {
    it('are made, listed and revoked', async () => {
      const made = await run('api-keys', 'create', '--name', 'redemption', '--role', `enterprise_learner:${a}`);
      expect(made.code, made.stderr).to.equal(0);
      expect(made.stdout).to.match(/^percolog_\w{12}_[\w-]{43}\n$/);
      expect(made.stderr).to.not.include(made.stdout.trim().slice(-43));
      const caller = await identify(service.access, `Bearer ${made.stdout.trim()}`);
      const id = caller.name.replace('key:', '');
      expect(grants(caller)).to.deep.include({ learner: [a] });

      const listed = JSON.parse(await good('api-keys', 'list', '--json')) as ApiKey[];
      expect(listed.map((key) => [key.id, key.name, key.createdBy])).to.deep.equal([
        [id, 'redemption', 'script:api-keys'],
      ]);
      const days = (new Date(listed[0]?.expiresAt ?? 0).getTime() - Date.now()) / 86_400_000;
      expect(days).to.be.within(364.9, 365);
      expect(await good('api-keys', 'list')).to.match(new RegExp(`^${id} +redemption +until 20`, 'm'));

      expect(await good('api-keys', 'revoke', id)).to.equal(`revoked ${id}\n`);
      expect(await good('api-keys', 'list')).to.match(new RegExp(`^${id} +redemption +revoked 20`, 'm'));
      const other = await makeService({ stores });
      expect(await refusal(other.access, `Bearer ${made.stdout.trim()}`)).to.match(/revoked/);
      await other.stop();
    });

    it('are printed as JSON where that is asked for', async () => {
      const made = JSON.parse(
        await good('api-keys', 'create', '--name', 'x', '--role', 'percolog_monitor:*', '--days', '1', '--json'),
      ) as ApiKey & { secret: string };
      expect(made).to.include({ name: 'x', createdBy: 'script:api-keys' });
      expect((await identify(service.access, `Bearer ${made.secret}`)).name).to.equal(`key:${made.id}`);
    });

    for (const [what, args, message] of [
      ['no verb', [], /list, create or revoke/],
      ['no name', ['create', '--role', 'enterprise_learner:*'], /--name NAME/],
      ['no role', ['create', '--name', 'x'], /--role ROLE:CONTEXT/],
      ['a misspelt role', ['create', '--name', 'x', '--role', 'enterprise_lerner:*'], /did you mean/],
      ['no days', ['create', '--name', 'x', '--role', 'enterprise_learner:*', '--days', '0'], /--days/],
      ['too many days', ['create', '--name', 'x', '--role', 'enterprise_learner:*', '--days', '1100'], /three years/],
      ['no id', ['revoke'], /its ID/],
      ['an unknown id', ['revoke', 'nosuchkey000'], /no API key with this id/],
    ] as const) {
      it(`refuse ${what}: exit code 2`, async () => {
        const { code, stdout, stderr } = await run('api-keys', ...args);
        expect([code, stdout]).to.deep.equal([2, '']);
        expect(stderr)
          .to.match(message)
          .and.to.not.match(/\n +at /);
      });
    }
  });
});
