import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { makeSecuredKey, readSecuredKey } from '../../src/access/search-keys/secured-key.ts';
import { UnauthenticatedError } from '../../src/kernel/errors.ts';

const secret = 'the parent key of the portals of the tests';

/** A key as a library makes it: what it signs is its own way to write a query string. */
function sign(written: string, by = secret): string {
  const signature = createHmac('sha256', by).update(written).digest('hex');
  return Buffer.from(signature + written).toString('base64');
}

function refusal(key: string, by = secret): string {
  try {
    readSecuredKey(by, key);
  } catch (error) {
    expect(error).to.be.instanceOf(UnauthenticatedError);
    return (error as Error).message;
  }
  throw new Error('it is taken');
}

const unknown = 'Invalid Application-ID or API key';

describe('secured search keys', () => {
  const said = {
    filters: 'enterprise_catalog_query_uuids:a OR enterprise_catalog_query_uuids:b',
    validUntil: 1_798_761_600,
    restrictIndices: ['main', 'replica'],
    userToken: '42',
  };
  const encodings: Record<string, string> = {
    'of the Python library: sorted, + for a blank, a list as JSON':
      'filters=enterprise_catalog_query_uuids%3Aa+OR+enterprise_catalog_query_uuids%3Ab' +
      '&restrictIndices=%5B%22main%22%2C+%22replica%22%5D&userToken=42&validUntil=1798761600',
    'of version 4: as they were given, %20 for a blank, a list as JSON':
      'validUntil=1798761600&filters=enterprise_catalog_query_uuids%3Aa%20OR%20enterprise_catalog_query_uuids%3Ab' +
      '&userToken=42&restrictIndices=%5B%22main%22%2C%22replica%22%5D',
    'of version 5: sorted, %20 for a blank, a list with commas':
      'filters=enterprise_catalog_query_uuids%3Aa%20OR%20enterprise_catalog_query_uuids%3Ab' +
      '&restrictIndices=main%2Creplica&userToken=42&validUntil=1798761600',
  };
  for (const [name, written] of Object.entries(encodings)) {
    it(`are read in the form ${name}`, () => {
      expect(readSecuredKey(secret, sign(written))).to.deep.equal(said);
    });
  }

  it('that are made here are read here, and by the libraries that read the form', () => {
    const key = makeSecuredKey(secret, said);
    expect(readSecuredKey(secret, key)).to.deep.equal(said);
    const text = Buffer.from(key, 'base64').toString();
    expect(createHmac('sha256', secret).update(text.slice(64)).digest('hex')).to.equal(text.slice(0, 64));
    expect([...new URLSearchParams(text.slice(64)).keys()]).to.deep.equal([
      'filters',
      'restrictIndices',
      'userToken',
      'validUntil',
    ]);
    const none = { filters: undefined, validUntil: undefined, restrictIndices: undefined, userToken: undefined };
    expect(readSecuredKey(secret, makeSecuredKey(secret, none))).to.deep.equal(none);
  });

  it('are not known with one bit changed anywhere, or cut, or longer', () => {
    const bytes = Buffer.from(makeSecuredKey(secret, said), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(refusal(changed.toString('base64')), String(at)).to.equal(unknown);
    }
    for (const length of [0, 1, 63, 64, 65, bytes.length - 1]) {
      expect(refusal(bytes.subarray(0, length).toString('base64')), String(length)).to.equal(unknown);
    }
    expect(refusal(Buffer.concat([bytes, Buffer.from('&filters=')]).toString('base64'))).to.equal(unknown);
  });

  it('are not known when another secret, or none, signed them', () => {
    const written = encodings[Object.keys(encodings)[0] ?? ''] ?? '';
    for (const by of ['', 'another', `${secret} `, secret.toUpperCase()]) {
      expect(refusal(sign(written, by)), by).to.equal(unknown);
    }
    expect(refusal(Buffer.from('0'.repeat(64) + written).toString('base64'))).to.equal(unknown);
    expect(refusal(secret), 'the secret itself is no key').to.equal(unknown);
  });

  it('are refused when they restrict by what is not understood, since it would not be kept', () => {
    for (const [written, why] of [
      ['filters=a%3A1&restrictSources=10.0.0.0%2F8', /restricts by restrictSources/],
      ['hitsPerPage=5', /restricts by hitsPerPage/],
      ['filters=a%3A1&filters=b%3A2', /restricts by filters, .* or does so twice/],
      ['filters=a%3A1&validUntil=soon', /validUntil/],
      ['validUntil=-1', /validUntil/],
      ['validUntil=1e9', /validUntil/],
      ['restrictIndices=%5B%22main', /restrictIndices/],
      ['restrictIndices=%5B1%5D', /restrictIndices/],
      ['__proto__=1', /restricts by __proto__/],
    ] as const) {
      expect(refusal(sign(written)), written).to.match(why);
    }
  });

  it('of whatever text are refused, and never anything else', () => {
    const anything = fc.uint16Array({ maxLength: 100 }).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String({ maxLength: 400 }), anything), (text) => {
        expect(refusal(text)).to.equal(unknown);
      }),
      { numRuns: 500 },
    );
    expect(refusal('A'.repeat(70_000))).to.equal(unknown);
  });
});
