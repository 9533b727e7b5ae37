import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { request } from 'undici';
import { makeService, serve, type TestService } from '../support/service.ts';

describe('files of pages', () => {
  let service: TestService;
  let url: string;
  let close: () => Promise<void>;
  const bundle = '/api/docs/swagger-ui-bundle.js';

  before(async () => {
    service = await makeService();
    ({ url, close } = await serve(service));
  });
  after(async () => {
    await close();
    await service.stop();
  });

  /** As sent: undici's `request` decompresses nothing. */
  async function ask(
    path: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; bytes: Buffer }> {
    const answer = await request(url + path, { headers });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      bytes: Buffer.from(await answer.body.arrayBuffer()),
    };
  }

  it('come compressed to whoever takes that, and unpack to the same', async () => {
    const plain = await ask(bundle, {});
    expect(plain.headers['content-encoding']).to.equal(undefined);
    expect(plain.bytes.length).to.be.greaterThan(1_000_000);
    for (const [accepts, coding, unpack] of [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0, gzip;q=0.5', 'gzip', gunzipSync],
    ] as const) {
      const packed = await ask(bundle, { 'accept-encoding': accepts });
      expect(packed.headers['content-encoding'], accepts).to.equal(coding);
      expect(packed.headers['vary']).to.match(/accept-encoding/i);
      expect(packed.headers['content-type']).to.equal(plain.headers['content-type']);
      expect(packed.headers['content-length']).to.equal(String(packed.bytes.length));
      expect(packed.bytes.length).to.be.lessThan(plain.bytes.length / 3);
      expect(unpack(packed.bytes).equals(plain.bytes), accepts).to.equal(true);
    }
    expect((await ask(bundle, { 'accept-encoding': 'identity' })).bytes.equals(plain.bytes)).to.equal(true);
  });

  it('have a tag for each form', async () => {
    const tags = new Set<string>();
    for (const accepts of ['br', 'gzip', 'identity']) {
      const first = await ask(bundle, { 'accept-encoding': accepts });
      const etag = String(first.headers['etag']);
      tags.add(etag);
      const again = await ask(bundle, { 'accept-encoding': accepts, 'if-none-match': etag });
      expect([again.status, again.bytes.length, again.headers['content-encoding']]).to.deep.equal([304, 0, undefined]);
    }
    expect(tags.size).to.equal(3);
  });

  it('are as they are when they are small', async () => {
    const [icon] = /\/search\/app\/icon[^"]*/.exec((await ask('/search', {})).bytes.toString()) ?? [];
    const { status, headers } = await ask(icon ?? '', { 'accept-encoding': 'br' });
    expect([status, headers['content-encoding']]).to.deep.equal([200, undefined]);
  });
});
