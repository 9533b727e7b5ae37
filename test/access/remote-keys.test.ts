import type { KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { claims, ecKey, rsaKey, signed, start, token } from './support/jwt.ts';
import { Issuer } from './support/issuer.ts';
import { identify, openAccess, refusal, type AccessWorld } from './support/world.ts';

const minutes = 60_000;

describe('keys of an issuer', function () {
  this.timeout(30_000);
  const [first, second, third] = [rsaKey(), rsaKey(), rsaKey()];
  const elliptic = ecKey();
  let issuer: Issuer;
  let world: AccessWorld;
  let users = 0;

  beforeEach(async () => {
    issuer = await Issuer.open({ first: first.publicKey });
    world = await openAccess({ settings: { JWKS_URL: issuer.url } });
  });
  afterEach(async () => {
    await world.service.stop();
    await issuer.close();
  });

  /** A token that was never seen, by a user who was never seen. */
  function fresh(key: KeyObject, kid: string | undefined, alg = 'RS256'): string {
    users += 1;
    const late = { preferred_username: `user${String(users)}`, exp: start / 1_000 + 86_400 };
    return `JWT ${signed({ alg, ...(kid === undefined ? {} : { kid }) }, claims(late), key)}`;
  }

  it('check RS256, RS512 and ES256 tokens; they are fetched once, when the first token comes', async () => {
    issuer.publish({ first: first.publicKey, elliptic: elliptic.publicKey });
    expect(issuer.asked).to.equal(0);
    await Promise.all([
      ...Array.from({ length: 10 }, () => identify(world.access, fresh(first.privateKey, 'first'))),
      identify(world.access, fresh(first.privateKey, 'first', 'RS512')),
      identify(world.access, fresh(elliptic.privateKey, 'elliptic', 'ES256')),
    ]);
    await identify(world.access, fresh(first.privateKey, 'first'));
    expect(issuer.asked).to.equal(1);
  });

  it('stand beside the secret: HS256 tokens are taken without asking the issuer', async () => {
    await identify(world.access, `JWT ${token()}`);
    expect(issuer.asked).to.equal(0);
  });

  it('are tried in turn where a token names none', async () => {
    issuer.publish({ '': first.publicKey, ' ': second.publicKey, elliptic: elliptic.publicKey });
    await identify(world.access, fresh(first.privateKey, undefined));
    await identify(world.access, fresh(second.privateKey, undefined));
    await identify(world.access, fresh(elliptic.privateKey, undefined, 'ES256'));
    expect(await refusal(world.access, fresh(third.privateKey, undefined))).to.match(/signature/);
    const ended = claims({ exp: start / 1_000 - 3_600 });
    expect(await refusal(world.access, `JWT ${signed({ alg: 'RS256' }, ended, second.privateKey)}`)).to.match(
      /ended at/,
    );
  });

  it('are no secrets: an HS256 token that is signed with a public key is forged', async () => {
    const forms = [
      first.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      first.publicKey.export({ type: 'spki', format: 'pem' }).toString().trim(),
      first.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      JSON.stringify(first.publicKey.export({ format: 'jwk' })),
    ];
    for (const form of forms) {
      expect(await refusal(world.access, `JWT ${signed({ alg: 'HS256', kid: 'first' }, claims(), form)}`)).to.match(
        /signature/,
      );
    }
  });

  it('are for their own algorithm only', async () => {
    issuer.publish({ first: first.publicKey, elliptic: elliptic.publicKey });
    for (const [alg, kid] of [
      ['RS256', 'elliptic'],
      ['ES256', 'first'],
    ] as const) {
      const key = alg === 'RS256' ? first.privateKey : elliptic.privateKey;
      expect(await refusal(world.access, fresh(key, kid, alg))).to.match(/key that is not known/);
    }
    expect(await refusal(world.access, fresh(first.privateKey, 'first', 'PS256'))).to.match(/not signed as/);
    issuer.publish({ first: first.publicKey }, { alg: 'RS512' });
    world.clock.now += 10 * minutes;
    await identify(world.access, fresh(first.privateKey, 'first', 'RS512'));
    expect(await refusal(world.access, fresh(first.privateKey, 'first'))).to.match(/key that is not known/);
  });

  it('that are too weak, or no public keys for signatures, let nobody in', async () => {
    const weak = rsaKey(1_024);
    issuer.publish({ weak: weak.publicKey });
    expect(await refusal(world.access, fresh(weak.privateKey, 'weak'))).to.match(/cannot be checked/);
    expect(world.service.logged.map(({ level, message }) => [level, message])).to.deep.include([
      'error',
      'a token could not be checked',
    ]);
    issuer.publish({ first: first.publicKey }, { use: 'enc' });
    world.clock.now += 10 * minutes;
    expect(await refusal(world.access, fresh(first.privateKey, 'first'))).to.match(/key that is not known/);
  });

  it('that are new are looked for when a token names them, at most every ten seconds', async () => {
    await identify(world.access, fresh(first.privateKey, 'first'));
    issuer.publish({ first: first.publicKey, second: second.publicKey });
    expect(await refusal(world.access, fresh(second.privateKey, 'second'))).to.match(/key that is not known/);
    expect(issuer.asked, 'so soon after the first time').to.equal(1);
    world.clock.now += 10_000;
    await identify(world.access, fresh(second.privateKey, 'second'));
    expect(issuer.asked).to.equal(2);
    for (let stranger = 0; stranger < 20; stranger += 1) {
      expect(await refusal(world.access, fresh(third.privateKey, `made up ${String(stranger)}`))).to.match(/not known/);
    }
    expect(issuer.asked, 'what strangers make up').to.equal(2);
  });

  it('that are withdrawn end after five minutes; tokens that were seen, one minute later', async () => {
    const seen = fresh(first.privateKey, 'first');
    await identify(world.access, seen);
    issuer.publish({ second: second.publicKey });
    world.clock.now += 5 * minutes - 1;
    await identify(world.access, fresh(first.privateKey, 'first'));
    await identify(world.access, seen);
    world.clock.now += 1;
    expect(await refusal(world.access, fresh(first.privateKey, 'first'))).to.match(/key that is not known/);
    await identify(world.access, fresh(second.privateKey, 'second'));
    await identify(world.access, seen);
    world.clock.now += 1 * minutes;
    expect(await refusal(world.access, seen)).to.match(/key that is not known/);
  });

  it('that cannot be fetched: nobody can be let in, and it is said so; when they can be again, all is well', async () => {
    await issuer.close();
    expect(await refusal(world.access, fresh(first.privateKey, 'first'), 'unavailable')).to.match(
      /keys .* cannot be fetched/,
    );
    await issuer.listen();
    expect(await refusal(world.access, fresh(first.privateKey, 'first'), 'unavailable'), 'within the second').to.match(
      /keys/,
    );
    expect(issuer.asked).to.equal(0);
    world.clock.now += 1_000;
    await identify(world.access, fresh(first.privateKey, 'first'));
    await identify(world.access, `JWT ${token()}`);
  });

  for (const [what, status, body] of [
    ['an error', 500, '{"keys":[]}'],
    ['an error page', 200, '<html>'],
    ['something else', 200, '{"key":[]}'],
    ['a redirection', 302, ''],
  ] as const) {
    it(`that are answered with ${what} count as not fetched`, async () => {
      issuer.answer(status, body);
      await refusal(world.access, fresh(first.privateKey, 'first'), 'unavailable');
    });
  }

  it('go on while the issuer is away, and it is not asked at every request', async () => {
    await identify(world.access, fresh(first.privateKey, 'first'));
    await issuer.close();
    world.clock.now += 60 * minutes;
    for (let request = 0; request < 20; request += 1) {
      await identify(world.access, fresh(first.privateKey, 'first'));
    }
    const failures = world.service.logged.filter(({ message }) => message.includes('cannot be fetched'));
    expect(failures).to.have.length(1);
    world.clock.now += 1_000;
    expect(await refusal(world.access, fresh(second.privateKey, 'second'), 'unavailable')).to.match(
      /cannot be fetched/,
    );
    issuer.publish({ second: second.publicKey });
    await issuer.listen();
    world.clock.now += 1_000;
    await identify(world.access, fresh(second.privateKey, 'second'));
    expect(await refusal(world.access, fresh(first.privateKey, 'first'))).to.match(/key that is not known/);
  });

  it('of an issuer that hangs are waited for three seconds; those that are known go on', async () => {
    issuer.hang();
    const before = performance.now();
    await refusal(world.access, fresh(first.privateKey, 'first'), 'unavailable');
    expect(performance.now() - before).to.be.within(2_500, 5_000);
    issuer.publish({ first: first.publicKey });
    world.clock.now += 1_000;
    await identify(world.access, fresh(first.privateKey, 'first'));

    issuer.hang();
    world.clock.now += 5 * minutes;
    await identify(world.access, fresh(first.privateKey, 'first'));
    world.clock.now += 1_000;
    const again = performance.now();
    await identify(world.access, fresh(first.privateKey, 'first'));
    expect(performance.now() - again, 'nobody waits for the next attempt').to.be.lessThan(1_000);
  });
});
