import { expect } from 'chai';
import { testSecret } from '../support/token.ts';
import { base64url, claims, ecKey, rsaKey, signed, start, token, type Header } from './support/jwt.ts';
import { grants, identify, openAccess, refusal, type AccessWorld } from './support/world.ts';

const customer = '51291603-8058-4c93-b7d9-eb4c620c0867';
const seconds = start / 1_000;
const hs256: Header = { alg: 'HS256', typ: 'JWT' };

describe('tokens', () => {
  let world: AccessWorld;

  before(async () => {
    world = await openAccess({});
  });
  beforeEach(() => {
    world.clock.now = start;
  });
  after(() => world.service.stop());

  describe('that are good', () => {
    it('say who calls and what he may', async () => {
      const caller = await identify(
        world.access,
        `JWT ${token({ preferred_username: 'conf-admin-a', roles: [`enterprise_admin:${customer}`] })}`,
      );
      expect(caller.name).to.equal('user:conf-admin-a');
      expect(caller.staff).to.equal(false);
      expect(caller.roles).to.deep.equal([{ role: 'enterprise_admin', context: customer }]);
      expect(grants(caller)).to.deep.equal({ learner: [customer], admin: [customer], provisioning: [], monitor: [] });
    });

    it('are taken in every spelling of the scheme, and with more blanks', async () => {
      for (const scheme of ['JWT', 'jwt', 'Jwt', 'Bearer', 'bearer', 'BEARER', 'JWT  ', '  Bearer ']) {
        expect((await identify(world.access, `${scheme} ${token()}`)).name, scheme).to.equal('user:ada');
      }
    });

    it('make staff only of whom the platform calls an administrator, and that gives no role', async () => {
      const staff = await identify(world.access, `JWT ${token({ administrator: true })}`);
      expect(staff.staff).to.equal(true);
      expect(grants(staff)).to.deep.equal({ learner: [], admin: [], provisioning: [], monitor: [] });
      for (const administrator of ['true', 1, {}, [true], false, undefined]) {
        const caller = await identify(world.access, `JWT ${token({ administrator })}`);
        expect(caller.staff, JSON.stringify(administrator)).to.equal(false);
      }
    });

    it('may name their user in any script', async () => {
      for (const name of ['Ådä', '李雷', 'мария', '🦊', 'a b', 'conf-none', '"; DROP TABLE', 'x'.repeat(255)]) {
        expect((await identify(world.access, `JWT ${token({ preferred_username: name })}`)).name).to.equal(
          `user:${name}`,
        );
      }
    });

    it('are good until their end and the skew of clocks after it, remembered or not', async () => {
      const known = `JWT ${token({ iat: seconds - 10 })}`;
      await identify(world.access, known);
      for (const [late, good] of [
        [3_599, true],
        [3_600, true],
        [3_629, true],
        [3_630, false],
        [3_631, false],
        [7_200, false],
      ] as const) {
        world.clock.now = start + late * 1_000;
        for (const authorization of [known, `JWT ${token({ user_id: late })}`]) {
          if (good) {
            expect((await identify(world.access, authorization)).name).to.equal('user:ada');
          } else {
            expect(await refusal(world.access, authorization)).to.equal('the token ended at 2026-11-21T13:00:00.000Z');
          }
        }
      }
    });

    it('begin when they say so, but for the skew', async () => {
      await identify(world.access, `JWT ${token({ nbf: seconds + 30 })}`);
      expect(await refusal(world.access, `JWT ${token({ nbf: seconds + 31 })}`)).to.match(
        /begins at 2026-11-21T12:00:31/,
      );
      world.clock.now += 1_000;
      await identify(world.access, `JWT ${token({ nbf: seconds + 31 })}`);
    });

    it('may have been issued by a clock that is ahead, but not by more than the skew', async () => {
      await identify(world.access, `JWT ${token({ iat: seconds + 30 })}`);
      expect(await refusal(world.access, `JWT ${token({ iat: seconds + 31 })}`)).to.match(/issued in the future/);
      await identify(world.access, `JWT ${token({ iat: undefined })}`);
    });
  });

  describe('that are spoiled', () => {
    const { publicKey, privateKey } = rsaKey();
    const good = token();
    const [head = '', body = '', mark = ''] = good.split('.');
    const cases: [what: string, authorization: string, message: RegExp][] = [
      ['nothing', '', /no token or API key is given/],
      ['a scheme alone', 'JWT', /Authorization header must be/],
      ['a scheme and a blank', 'JWT ', /Authorization header must be/],
      ['a token without a scheme', good, /Authorization header must be/],
      ['another scheme', 'Basic YWRhOnNlY3JldA==', /Authorization header must be/],
      ['a scheme that only begins so', `JWTs ${good}`, /Authorization header must be/],
      ['no three parts', 'JWT abc.def', /not a token/],
      ['three parts of nothing', 'JWT ..', /not a token/],
      ['three parts of rubbish', 'Bearer abc.def.ghi', /not a token/],
      ['five parts', `JWT ${good}.x.y`, /not a token|not signed as/],
      ['two tokens', `JWT ${good} ${good}`, /not a token/],
      ['a header that is no object', `JWT ${base64url('7')}.${body}.${mark}`, /not a token/],
      ['another secret', `JWT ${token({}, 'not-the-secret')}`, /signature/],
      ['no signature', `JWT ${head}.${body}.`, /signature/],
      ['half a signature', `JWT ${head}.${body}.${mark.slice(0, 20)}`, /signature/],
      ['another signature', `JWT ${head}.${body}.${token({ user_id: 8 }).split('.')[2] ?? ''}`, /signature/],
      [
        'other claims',
        `JWT ${head}.${base64url(JSON.stringify(claims({ administrator: true })))}.${mark}`,
        /signature/,
      ],
      ['algorithm none', `JWT ${base64url('{"alg":"none"}')}.${body}.`, /not signed as .*HS256/],
      ['algorithm None', `JWT ${base64url('{"alg":"None"}')}.${body}.${mark}`, /not signed as .*HS256/],
      ['no algorithm', `JWT ${base64url('{"typ":"JWT"}')}.${body}.${mark}`, /not signed as .*HS256/],
      [
        'an algorithm that is no text',
        `JWT ${base64url('{"alg":["HS256"]}')}.${body}.${mark}`,
        /not a token|signature/,
      ],
      ['HS512', `JWT ${signed({ alg: 'HS512' }, claims())}`, /not signed as .*HS256/],
      ['a private key', `JWT ${signed({ alg: 'RS256' }, claims(), privateKey)}`, /not signed as .*HS256/],
      [
        'a critical member that is not known',
        `JWT ${signed({ ...hs256, crit: ['x'], x: 1 }, claims())}`,
        /not a token/,
      ],
      ['an ended one', `JWT ${token({ iat: seconds - 7_200, exp: seconds - 3_600 })}`, /ended at 2026-11-21T11:00:00/],
      ['one that ended before time', `JWT ${token({ exp: -1e300 })}`, /ended at no moment/],
      ['an ended one that is forged', `JWT ${token({ exp: seconds - 3_600 }, 'not-the-secret')}`, /signature/],
      ['no end', `JWT ${token({ exp: undefined })}`, /no exp/],
      ['an end that is text', `JWT ${token({ exp: String(seconds + 60) })}`, /exp is not a moment/],
      [
        'an end that never comes',
        `JWT ${signed(hs256, '{"exp":1e999,"preferred_username":"ada"}')}`,
        /exp is not a moment/,
      ],
      ['a beginning that is text', `JWT ${token({ nbf: 'now' })}`, /nbf is not a moment/],
      ['an issue that is text', `JWT ${token({ iat: 'now' })}`, /iat is not a moment/],
      ['no user', `JWT ${token({ preferred_username: undefined })}`, /preferred_username/],
      ['a user without a name', `JWT ${token({ preferred_username: '' })}`, /preferred_username/],
      ['a user of 256 characters', `JWT ${token({ preferred_username: 'x'.repeat(256) })}`, /preferred_username/],
      ['a user who is a number', `JWT ${token({ preferred_username: 7 })}`, /preferred_username/],
      ['claims that are no object', `JWT ${signed(hs256, '[]')}`, /not a token/],
      ['claims that are no JSON', `JWT ${signed(hs256, '{')}`, /not a token/],
      ['a token of more than 8 kB', `JWT ${token({ more: 'x'.repeat(6_000) })}`, /longer than 8192 characters/],
      ['rubbish of a megabyte', `JWT ${'x'.repeat(1_000_000)}`, /longer than 8192 characters/],
    ];
    for (const [what, authorization, message] of cases) {
      it(`are refused: ${what}`, async () => {
        expect(await refusal(world.access, authorization)).to.match(message);
      });
    }

    it('are not let in by a public key as the secret', async () => {
      // Nothing publishes keys here; with an issuer, see remote-keys.test.ts.
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      expect(await refusal(world.access, `JWT ${signed(hs256, claims(), pem)}`)).to.match(/signature/);
    });

    it('leave nothing behind: the good one is let in after all of them', async () => {
      expect((await identify(world.access, `JWT ${good}`)).name).to.equal('user:ada');
    });
  });

  it('that are good come to 8192 characters and no more', async () => {
    const of = (length: number): string => {
      const fill = (more: number): string => token({ more: 'x'.repeat(more) });
      // Some 5,700: three bytes are four characters.
      const more = Array.from({ length: 600 }, (_, index) => 5_400 + index).find((one) => fill(one).length === length);
      return fill(more ?? 0);
    };
    const longest = of(8_192);
    expect(longest).to.have.length(8_192);
    await identify(world.access, `JWT ${longest}`);
    expect(await refusal(world.access, `JWT ${longest}A`)).to.match(/longer/);
  });
});

describe('tokens of an issuer and for an audience', () => {
  let world: AccessWorld;
  before(async () => {
    world = await openAccess({
      settings: { JWT_ISSUER: 'https://one.test, https://two.test', JWT_AUDIENCE: 'ours,theirs' },
    });
  });
  after(() => world.service.stop());

  it('are taken from each issuer and for each audience that is listed', async () => {
    for (const iss of ['https://one.test', 'https://two.test']) {
      for (const aud of ['ours', 'theirs', ['else', 'theirs']]) {
        await identify(world.access, `JWT ${token({ iss, aud })}`);
      }
    }
  });

  it('are refused from all others', async () => {
    for (const iss of ['https://one.test/', 'https://three.test', '', 7, ['https://one.test']]) {
      expect(await refusal(world.access, `JWT ${token({ iss, aud: 'ours' })}`)).to.match(/issuer \(iss\)/);
    }
    expect(await refusal(world.access, `JWT ${token({ iss: undefined, aud: 'ours' })}`)).to.equal(
      'the token has no iss',
    );
    for (const aud of ['ours,theirs', 'our', [], ['x'], 7, {}]) {
      expect(await refusal(world.access, `JWT ${token({ iss: 'https://one.test', aud })}`)).to.match(
        /audience \(aud\)/,
      );
    }
    expect(await refusal(world.access, `JWT ${token({ iss: 'https://one.test', aud: undefined })}`)).to.equal(
      'the token has no aud',
    );
  });
});

describe('without a secret and without an issuer', () => {
  it('no token is taken, not even an empty one or one that is signed with nothing', async () => {
    const { service, access } = await openAccess({ settings: { JWT_SECRET: '' } });
    try {
      for (const key of [testSecret, '', 'undefined', 'null']) {
        expect(await refusal(access, `JWT ${signed(hs256, claims(), key)}`)).to.match(/only API keys/);
      }
      expect(await refusal(access, `JWT ${signed({ alg: 'ES256' }, claims(), ecKey().privateKey)}`)).to.match(
        /only API keys/,
      );
    } finally {
      await service.stop();
    }
  });
});

describe('access control that is off', () => {
  it('asks nobody who he is, and lets everybody do everything', async () => {
    const { service, access } = await openAccess({ settings: { ACCESS_CONTROL: 'off' } });
    try {
      for (const authorization of ['', 'JWT abc.def', `JWT ${token({ roles: [] })}`]) {
        const caller = await identify(access, authorization);
        expect(caller.name).to.equal('user:anyone');
        expect(grants(caller)).to.include({ learner: 'every', admin: 'every' });
      }
    } finally {
      await service.stop();
    }
  });
});
