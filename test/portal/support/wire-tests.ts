import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { anna, portalOrigin, type PortalWorld } from './world.ts';

const wire = JSON.parse(readFileSync(new URL('../cases/wire.json', import.meta.url), 'utf8')) as {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}[];

/** What libraries put on the wire, and how they are answered, on the service of the test that calls it. @param annas Anna's key */
export function testWire(world: () => PortalWorld, annas: () => string): void {
  describe('on the wire', () => {
    for (const [at, { method, url, headers, body }] of wire.entries()) {
      it(`answers recorded request ${String(at)}: ${method} ${url.slice(0, 60)}`, async () => {
        const sent = Object.entries(headers).filter(([name]) => !/^(host|connection|transfer-encoding)$/.test(name));
        const answer = await fetch(world().api.url + url, {
          method,
          headers: { ...Object.fromEntries(sent), 'x-algolia-api-key': annas() },
          body,
        });
        const said = (await answer.json()) as Record<string, unknown>;
        expect(answer.status, JSON.stringify(said)).to.equal(200);
        const members = url.includes('/facets/') ? ['facetHits'] : url.includes('*') ? ['results'] : ['hits', 'nbHits'];
        expect(said).to.include.all.keys(members);
      });
    }

    it('takes the key in the address, as the lite build sends it', async () => {
      const address = new URLSearchParams({
        'x-algolia-api-key': annas(),
        'x-algolia-application-id': 'any',
        'x-algolia-agent': 'x',
      });
      const answer = await fetch(`${world().api.url}/1/indexes/*/queries?${address.toString()}`, {
        method: 'POST',
        headers: { 'Content-Type': 'text/plain', Origin: portalOrigin },
        body: JSON.stringify({ requests: [{ indexName: 'enterprise_catalog', params: 'query=' }] }),
      });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('access-control-allow-origin')).to.equal(portalOrigin);
      const { results } = (await answer.json()) as { results: { nbHits: number }[] };
      expect(results[0]?.nbHits).to.equal(3);
    });

    it('lets pages of portals send their headers, and no other pages', async () => {
      const ask = (origin: string) =>
        fetch(`${world().api.url}/1/indexes/*/queries`, {
          method: 'OPTIONS',
          headers: {
            Origin: origin,
            'Access-Control-Request-Method': 'POST',
            'Access-Control-Request-Headers': 'x-algolia-api-key,x-algolia-application-id,request-id',
          },
        });
      const allowed = (await ask(portalOrigin)).headers;
      expect(allowed.get('access-control-allow-origin')).to.equal(portalOrigin);
      expect(allowed.get('access-control-allow-headers')?.toLowerCase().split(/,\s*/)).to.include.members([
        'x-algolia-api-key',
        'x-algolia-application-id',
        'request-id',
        'content-type',
      ]);
      expect((await ask('https://evil.example.com')).headers.get('access-control-allow-origin')).to.equal(null);
    });

    it('says what is wrong as clients read it', async () => {
      for (const [body, status, why] of [
        ['{"query":', 400, /not JSON/],
        ['[]', 400, /body/],
        [{ filters: 'a:' }, 400, /filters: a value is expected/],
        [{ nothing: 1 }, 400, /there is no such parameter: nothing/],
        [{ aroundLatLng: '1,1' }, 400, /aroundLatLng is not supported/],
        [{ filters: `NOT enterprise_customer_uuids:${anna}` }, 400, /cannot be negated/],
        [{ filters: `enterprise_customer_uuids:${anna} OR content_type:course` }, 400, /alternative of itself/],
      ] as const) {
        const answer = await world().ask(annas(), 'enterprise_catalog/query', body);
        expect(answer.status, JSON.stringify(answer.body)).to.equal(status);
        expect(answer.body).to.include({ status });
        expect(answer.body.message).to.match(why);
      }
    });
  });
}
