import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { readSearchPage } from '../../src/pages/search-page.ts';
import { Client, expectProblem } from '../support/client.ts';
import { makeService, serve, type TestService } from '../support/service.ts';

describe('the files of the search page', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    api = new Client(served.url, null);
    close = served.close;
  });
  after(async () => {
    await close();
    await service.stop();
  });

  const page = readSearchPage();

  it('have no types left, and load nothing that is not served', async () => {
    const map = JSON.parse(/<script type="importmap">(.*?)<\/script>/.exec(page.html)?.[1] ?? '') as {
      imports: Record<string, string>;
    };
    const loaded = new Set([...page.html.matchAll(/(?:href|src)="(\/search\/[^"]+)"/g)].map(([, path]) => path ?? ''));
    for (const [name, { body, contentType }] of page.files) {
      if (contentType.startsWith('text/javascript')) {
        expect(body, name).to.not.match(/^import type|: readonly |satisfies /m);
        for (const [, from = ''] of body.matchAll(/(?:from|import)\s*["']([^"']+)["']/g)) {
          loaded.add(map.imports[from] ?? new URL(from, `http://x/search/${name}`).pathname);
        }
      }
    }
    expect(loaded.size).to.be.greaterThan(25);
    for (const path of loaded) {
      const { status, headers } = await api.get(path);
      expect(status, path).to.equal(200);
      expect(headers.get('x-content-type-options'), path).to.equal('nosniff');
      expect(headers.get('content-type'), path).to.match(
        path.endsWith('.css') ? /^text\/css/ : path.endsWith('.svg') ? /^image\/svg\+xml/ : /^text\/javascript/,
      );
    }
  });

  it('allow nothing from elsewhere, and of what stands in the page the one import map only', async () => {
    const inline = [...page.html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>(.*?)<\/script>/gs)].map(
      ([, text = '']) => text,
    );
    expect(inline).to.have.length(1);
    const hash = createHash('sha256')
      .update(inline[0] ?? '')
      .digest('base64');
    for (const path of ['/search', '/search/', '/search?q=x', '/search/course/course-v1%3AOrg%2BNum%2BRun']) {
      const { status, headers, body } = await api.get(path);
      expect(status, path).to.equal(200);
      expect(headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(body).to.equal(page.html);
      expect(headers.get('content-security-policy')?.split('; ').sort()).to.deep.equal(
        [
          "default-src 'none'",
          `script-src 'self' 'sha256-${hash}'`,
          "style-src 'self'",
          "img-src 'self'",
          "connect-src 'self'",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          'trusted-types lit-html inert-text',
        ].sort(),
      );
    }
    expect(page.html).to.not.match(/https?:\/\/|style=|\son\w+=/);
  });

  it('are sent again only when they have changed', async () => {
    for (const path of ['/search', '/search/app/main.ts', '/search/app/base.css', '/search/lib/lit-html.js']) {
      const { headers } = await api.get(path);
      expect(headers.get('cache-control'), path).to.equal('no-cache');
      const again = await api.ask('GET', path, { headers: { 'If-None-Match': headers.get('etag') ?? '' } });
      expect(again.status, path).to.equal(304);
      expect(again.body).to.equal(null);
      expect((await api.ask('GET', path, { headers: { 'If-None-Match': '"another"' } })).status).to.equal(200);
    }
  });

  it('are these, and no others', async () => {
    const others = [
      '/search/app/tsconfig.json',
      '/search/app/search.html',
      '/search/app/..%2Fsearch-page.ts',
      '/search/app/%2e%2e%2fREADME.md',
      '/search/app/__proto__',
      '/search/lib/package.json',
      '/search/lib/..%2Fapp%2Fmain.ts',
      '/search/main.ts',
      '/search/course',
    ];
    for (const path of others) {
      expectProblem(await api.get(path), 404, 'not_found');
    }
  });
});
