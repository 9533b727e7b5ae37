import { expect } from 'chai';
import { readSearchPage } from '../../src/pages/search-page.ts';
import { Client, expectProblem } from '../support/client.ts';
import { sharedWorld } from './page-of-each-test.ts';

describe('the files of the search page', function () {
  this.timeout(60_000);
  let api: Client;

  before(async () => {
    api = new Client((await sharedWorld()).world.url, null);
  });

  const page = readSearchPage('enterprise_catalog');
  const loaded = [...page.html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path = '']) => path);

  it('are all that the page loads, and each says what it is', async () => {
    expect(loaded.sort()).to.deep.equal([...page.files.keys()].map((name) => `/search/app/${name}`).sort());
    for (const path of loaded) {
      const { status, headers } = await api.get(path);
      expect(status, path).to.equal(200);
      expect(headers.get('x-content-type-options'), path).to.equal('nosniff');
      expect(headers.get('content-type'), path).to.match(
        path.endsWith('.css') ? /^text\/css/ : path.endsWith('.svg') ? /^image\/svg\+xml/ : /^text\/javascript/,
      );
    }
  });

  it('allow nothing from elsewhere, and nothing that stands in the page', async () => {
    for (const path of ['/search', '/search/', '/search?q=x', '/search/course/course-v1%3AOrg%2BNum%2BRun']) {
      const { status, headers, body } = await api.get(path);
      expect(status, path).to.equal(200);
      expect(headers.get('content-type')).to.equal('text/html; charset=utf-8');
      expect(body).to.equal(page.html);
      expect(headers.get('content-security-policy')?.split('; ').sort()).to.deep.equal(
        [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          "connect-src 'self'",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          'trusted-types inert-text',
        ].sort(),
      );
    }
    expect(page.html).to.not.match(/https?:\/\/|style=|\son\w+=|<script(?![^>]*\bsrc=)/);
    expect(page.html).to.include('<meta name="search-index" content="enterprise_catalog" />');
    expect(readSearchPage('a"<b>').html).to.include('content="a&#34;&#60;b&#62;"');
  });

  it('are kept by browsers for ever, by names that change with them; the page is asked for anew', async () => {
    for (const path of loaded) {
      expect(path).to.match(/-[\w-]{8}\.(?:js|css|svg)$/);
      expect((await api.get(path)).headers.get('cache-control'), path).to.equal('public, max-age=31536000, immutable');
    }
    for (const path of ['/search', '/search/course/A%2B1', ...loaded]) {
      const { headers } = await api.get(path);
      const again = await api.ask('GET', path, { headers: { 'If-None-Match': headers.get('etag') ?? '' } });
      expect(again.status, path).to.equal(304);
      expect(again.body).to.equal(null);
      expect((await api.ask('GET', path, { headers: { 'If-None-Match': '"another"' } })).status).to.equal(200);
    }
    expect((await api.get('/search')).headers.get('cache-control')).to.equal('no-cache');
  });

  it('are these, and no others', async () => {
    const others = [
      '/search/app/main.tsx',
      '/search/app/search.html',
      '/search/app/.stamp',
      '/search/app/..%2Fsearch-page%2Fsearch.html',
      '/search/app/%2e%2e%2fREADME.md',
      '/search/app/__proto__',
      '/search/main.tsx',
      '/search/course',
    ];
    for (const path of others) {
      expectProblem(await api.get(path), 404, 'not_found');
    }
  });
});
