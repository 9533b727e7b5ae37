import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { Browser } from '../../pages/browser.ts';
import { becomes } from '../../pages/world.ts';
import { saveMore } from '../support/more-courses.ts';
import { anna, PortalWorld } from '../support/world.ts';
import { PageServer, type PageName } from './page-server.ts';
import type { PageSettings } from './page-settings.ts';

interface Sent {
  url: string;
  body: { requests?: object[] };
}

describe("pages of the portal's libraries, in a browser", function () {
  this.timeout(60_000);
  let pages: PageServer;
  let world: PortalWorld;
  let browser: Browser;
  let settings: PageSettings;

  before(async () => {
    pages = await PageServer.open();
    world = await PortalWorld.open({ CORS_ORIGINS: pages.origin });
    await saveMore(world, anna);
    browser = await Browser.start();
    // The first search of a process takes longer than any other.
    await world.search(await world.keyOf(anna), { query: 'python' });
    const host = new URL(world.api.url).host;
    settings = { host, key: await world.keyOf(anna), index: 'enterprise_catalog', build: 'full' };
  });
  after(async () => {
    await browser.close();
    await world.close();
    await pages.close();
  });

  /** A page, what it asks of the service, and what is wrong with it. Complaints of another page may still be on their way. */
  async function open(address: string): Promise<{ page: Page; sent: Sent[]; complaints: string[] }> {
    const page = await browser.open();
    const sent: Sent[] = [];
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (request.method() === 'POST') {
        sent.push({ url: request.url(), body: JSON.parse(request.postData() ?? '{}') as Sent['body'] });
      }
    });
    await page.goto(address);
    return { page, sent, complaints };
  }

  const count = (page: Page) => async () => /^\d+/.exec(await page.locator('.ais-Stats').innerText())?.[0];
  const titles = (page: Page) => () => page.locator('.ais-Hits-item').allInnerTexts();
  const facet = (page: Page, name: string) => page.getByRole('region', { name });
  /** Such as `Introductory 7`, in the order of the page. */
  const values =
    (page: Page, name: string, which = '') =>
    async () => {
      const texts = await facet(page, name).locator(`.ais-RefinementList-item${which}`).allInnerTexts();
      // One library has a blank before the count, the other has none.
      return texts.map((text) => text.trim().replace(/\s*(\d+)$/, ' $1'));
    };
  const chosen = (page: Page, name: string) => values(page, name, '--selected');
  const choose = (page: Page, name: string, value: string) =>
    facet(page, name).locator('.ais-RefinementList-item').filter({ hasText: value }).locator('label').click();

  const pairs: [what: string, name: PageName][] = [
    ['react-instantsearch-dom 6 and algoliasearch 4', 'portals-pair'],
    ['react-instantsearch 7 and algoliasearch 5', 'present-pair'],
  ];
  for (const [what, name] of pairs) {
    it(`with ${what} is searched, narrowed, paged, shared and cleared`, async () => {
      pages.tell(settings);
      const { page, sent, complaints } = await open(`${pages.origin}/${name}`);
      await becomes('everything', count(page), '15');

      await page.getByRole('searchbox').first().pressSequentially('python');
      await becomes('what was typed', count(page), '14');
      // On the way there `p` finds as many, and marks other words.
      const marks = page.locator('.ais-Hits-item .ais-Highlight-highlighted');
      await becomes('what is marked', async () => [...new Set(await marks.allInnerTexts())], ['Python']);
      expect(await titles(page)()).to.include('Python & <b>Data</b>, part 0');

      // Two facets, one of them with two values: counts of the other values stay.
      await choose(page, 'level_type', 'Introductory');
      await becomes('one level', count(page), '7');
      await becomes('levels', values(page, 'level_type'), ['Introductory 7', 'Intermediate 6', 'Advanced 1']);
      await choose(page, 'level_type', 'Advanced');
      await becomes('two levels', count(page), '8');
      await choose(page, 'skill_names', 'SQL');
      await becomes('two facets', count(page), '7');
      await becomes('levels within SQL', values(page, 'level_type'), [
        'Introductory 6',
        'Advanced 1',
        'Intermediate 6',
      ]);
      await becomes('chosen levels', chosen(page, 'level_type'), ['Introductory 6', 'Advanced 1']);
      expect(sent.at(-1)?.body.requests, 'the list, and each facet without its choice').to.have.length(3);

      await facet(page, 'skill_names').getByRole('searchbox').fill('part t');
      await becomes('values that begin so', values(page, 'skill_names'), ['Part ten 1', 'Part two 1']);
      await choose(page, 'skill_names', 'Part ten');
      await becomes('two skills', count(page), '7');

      await page.locator('.ais-ClearRefinements-button').click();
      await becomes('without facets', count(page), '14');
      await choose(page, 'level_type', 'Intermediate');
      await becomes('another level', count(page), '6');
      const first = await titles(page)();
      await page.locator('.ais-Pagination-link', { hasText: /^2$/ }).click();
      await becomes('titles of the second page', async () => (await titles(page)()).length, 2);
      const second = await titles(page)();
      expect(first.filter((title) => second.includes(title))).to.deep.equal([]);

      await becomes('the address', () => Promise.resolve(/page.?=2/.test(decodeURIComponent(page.url()))), true);
      const shared = await open(page.url());
      await becomes('count of the shared address', count(shared.page), '6');
      await becomes('titles of the shared address', titles(shared.page), second);
      expect(await shared.page.getByRole('searchbox').first().inputValue()).to.equal('python');
      await becomes('chosen levels', chosen(shared.page, 'level_type'), ['Intermediate 6']);
      await shared.page.locator('.ais-ClearRefinements-button').click();
      await becomes('the shared page, cleared', count(shared.page), '14');

      const asked = [...sent, ...shared.sent];
      expect(new Set(asked.map(({ url }) => new URL(url).host))).to.deep.equal(new Set([settings.host]));
      const paths = asked.map(({ url }) => new URL(url).pathname);
      expect(new Set(paths)).to.include('/1/indexes/*/queries');
      for (const path of paths) {
        expect(path).to.match(/^\/1\/indexes\/(\*\/queries|enterprise_catalog\/facets\/skill_names\/query)$/);
      }
      expect([...complaints, ...shared.complaints]).to.deep.equal([]);
      await Promise.all([page.close(), shared.page.close()]);
    });

    it(`with ${what} asks with the key in the address, where the library is the lite build`, async () => {
      pages.tell({ ...settings, build: 'lite' });
      const { page, sent, complaints } = await open(`${pages.origin}/${name}`);
      await becomes('everything', count(page), '15');
      expect(new URL(sent[0]?.url ?? '').searchParams.get('x-algolia-api-key')).to.equal(settings.key);
      expect(complaints).to.deep.equal([]);
      await page.close();
    });

    it(`with ${what} is shown nothing where its origin is not allowed`, async () => {
      pages.tell(settings);
      const { page, complaints } = await open(`${pages.otherOrigin}/${name}`);
      await becomes('complaints', () => Promise.resolve(complaints.some((one) => one.includes('CORS'))), true);
      expect(await page.locator('.ais-Hits-item').count()).to.equal(0);
      await page.close();
    });
  }

  it('ask nobody but their own server and the service', () => {
    const allowed = new Set([pages.origin, pages.otherOrigin, world.api.url]);
    const elsewhere = browser.requests.filter((url) => !allowed.has(new URL(url).origin));
    expect(elsewhere).to.deep.equal([]);
  });
});
