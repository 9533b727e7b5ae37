import { expect } from 'chai';
import type { Access } from '../../src/access/port.ts';
import { token } from './support/jwt.ts';
import { openAccess, type AccessWorld } from './support/world.ts';

describe('token cookies', () => {
  let world: AccessWorld;
  const good = token();
  const [head = '', body = '', mark = ''] = good.split('.');
  const payload = `edx-jwt-cookie-header-payload=${head}.${body}`;
  const signature = `edx-jwt-cookie-signature=${mark}`;

  before(async () => {
    world = await openAccess({});
  });
  after(() => world.service.stop());

  const nameOf = async (access: Access, cookies: string, authorization = ''): Promise<string> =>
    (await access.identify({ authorization, cookies })).name;

  it('are put together, wherever they stand among others', async () => {
    for (const cookies of [
      `${payload}; ${signature}`,
      `${signature};${payload}`,
      `csrf=x; ${signature} ; a=b=c; ${payload};`,
      ` ${payload} ;  ${signature} `,
      `novalue; =x; ${payload}; ${signature}`,
    ]) {
      expect(await nameOf(world.access, cookies), cookies.slice(0, 40)).to.equal('user:ada');
    }
  });

  it('of the same name count once, the first', async () => {
    expect(await nameOf(world.access, `${payload}; ${signature}; edx-jwt-cookie-signature=x`)).to.equal('user:ada');
  });

  for (const [what, cookies, message] of [
    ['one alone', payload, /not both given/],
    ['the other alone', signature, /not both given/],
    ['an empty one', `${payload}; edx-jwt-cookie-signature=`, /not both given/],
    ['none of ours', 'session=1', /not both given/],
    ['another prefix', `x-${payload}; x-${signature}`, /not both given/],
    [
      'signatures of another token',
      `${payload}; edx-jwt-cookie-signature=${token({ user_id: 8 }).split('.')[2] ?? ''}`,
      /signature/,
    ],
    ['the whole token as the first part', `edx-jwt-cookie-header-payload=${good}; ${signature}`, /not a token/],
    ['too long ones', `${payload}${'x'.repeat(9_000)}; ${signature}`, /longer/],
  ] as const) {
    it(`are refused: ${what}`, async () => {
      const error: unknown = await nameOf(world.access, cookies).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 'unauthenticated' });
      expect((error as Error).message).to.match(message);
    });
  }

  it('do not count where there is a header, good or not', async () => {
    const other = token({ preferred_username: 'grace' });
    expect(await nameOf(world.access, `${payload}; ${signature}`, `JWT ${other}`)).to.equal('user:grace');
    const error: unknown = await nameOf(world.access, `${payload}; ${signature}`, 'JWT a.b').catch(
      (one: unknown) => one,
    );
    expect(error).to.include({ code: 'unauthenticated' });
  });

  it('have the names that are set', async () => {
    const { service, access } = await openAccess({ settings: { JWT_COOKIE_PREFIX: 'stage-edx-jwt-cookie' } });
    try {
      expect(await nameOf(access, `stage-${payload}; stage-${signature}`)).to.equal('user:ada');
      const error: unknown = await nameOf(access, `${payload}; ${signature}`).catch((one: unknown) => one);
      expect((error as Error).message).to.include('stage-edx-jwt-cookie-signature');
    } finally {
      await service.stop();
    }
  });
});
