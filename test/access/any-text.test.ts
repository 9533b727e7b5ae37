import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { UnauthenticatedError, UnavailableError } from '../../src/kernel/errors.ts';
import { makeKeyText } from '../../src/access/keys/key-text.ts';
import { base64url, claims, signed, token } from './support/jwt.ts';
import { Issuer } from './support/issuer.ts';
import { openAccess, type AccessWorld } from './support/world.ts';

/** A number that repeats the run. */
const seed = Number(process.env['SEED'] ?? randomBytes(4).readUInt32LE());

describe(`any text as a credential (SEED=${String(seed)})`, function () {
  this.timeout(120_000);
  let issuer: Issuer;
  let world: AccessWorld;

  before(async () => {
    issuer = await Issuer.open();
    world = await openAccess({ settings: { JWKS_URL: issuer.url } });
  });
  after(async () => {
    await world.service.stop();
    await issuer.close();
  });

  const json = fc.json({ maxDepth: 2 });
  const value = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('HS256', 'none', 'RS256', 'ES256', '', null));
  const header = fc.dictionary(
    fc.constantFrom('alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5c', '__proto__'),
    value,
  );
  const more = fc.dictionary(
    fc.constantFrom(
      'exp',
      'nbf',
      'iat',
      'preferred_username',
      'roles',
      'administrator',
      'aud',
      'iss',
      'toString',
      '__proto__',
    ),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const part = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    json.map(base64url),
    header.map((one) => base64url(JSON.stringify(one))),
  );
  const credential = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    // Signed as it should be, and saying anything at all.
    fc.jsonValue().map((roles) => token({ roles })),
    fc.tuple(header, more).map(([one, other]) => signed({ ...one, alg: 'HS256' }, claims(other))),
    fc.tuple(json, json).map(([one, other]) => signed(one, other)),
    fc.string({ unit: 'grapheme' }).map((text) => `percolog_${text}`),
    fc.constant(makeKeyText().text),
  );
  const scheme = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('JWT', 'Bearer', 'bearer', 'Basic', '') },
    fc.string(),
  );
  const authorization = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.tuple(scheme, fc.constantFrom(' ', '  ', '\t', '\n', ''), credential).map((parts) => parts.join('')),
  );

  const outcomes = { letIn: 0, refused: 0 };
  const documented = async (credentials: { authorization: string; cookies: string }): Promise<void> => {
    try {
      const caller = await world.access.identify(credentials);
      expect(caller.name).to.match(/^user:[^]+$/);
      outcomes.letIn += 1;
    } catch (error) {
      expect(error, String(error)).to.satisfy(
        (one: unknown) => one instanceof UnauthenticatedError || one instanceof UnavailableError,
      );
      outcomes.refused += 1;
    }
  };

  it('is let in, or refused in one of the two ways that are documented', async () => {
    await fc.assert(
      fc.asyncProperty(authorization, (text) => documented({ authorization: text, cookies: '' })),
      { numRuns: 5_000, seed },
    );
    expect(outcomes.letIn, 'some are good').to.be.greaterThan(10);
    expect(outcomes.refused).to.be.greaterThan(1_000);
  });

  it('also when it comes in cookies', async () => {
    const cookie = fc.tuple(fc.constantFrom('edx-jwt-cookie-header-payload', 'edx-jwt-cookie-signature', 'x'), part);
    const cookies = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          cookie.map(([name, text]) => `${name}=${text}`),
          { maxLength: 4 },
        )
        .map((all) => all.join(';')),
    );
    await fc.assert(
      fc.asyncProperty(cookies, (text) => documented({ authorization: '', cookies: text })),
      { numRuns: 2_000, seed },
    );
  });

  it('is let in only where it was signed: a good token with one character changed is not', async () => {
    const good = token();
    const spoiled = fc
      .tuple(fc.nat(good.length - 1), fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.', '=', '+', '/', ' '))
      .map(([at, character]) => good.slice(0, at) + character + good.slice(at + 1))
      .filter((text) => !isSameToken(text, good));
    await fc.assert(
      fc.asyncProperty(spoiled, async (text) => {
        const error: unknown = await world.access
          .identify({ authorization: `JWT ${text}`, cookies: '' })
          .catch((thrown: unknown) => thrown);
        expect(error).to.be.instanceOf(UnauthenticatedError);
      }),
      { numRuns: 1_000, seed },
    );
  });
});

/** The last character of a signature has bits that say nothing: another one may mean the same. */
function isSameToken(one: string, other: string): boolean {
  const [head, mark] = [one.slice(0, one.lastIndexOf('.')), one.slice(one.lastIndexOf('.') + 1)];
  return (
    head === other.slice(0, other.lastIndexOf('.')) &&
    Buffer.from(mark, 'base64url').equals(Buffer.from(other.slice(other.lastIndexOf('.') + 1), 'base64url'))
  );
}
