import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { makeService, serve, type TestService } from '../support/service.ts';
import { operatorToken } from '../support/token.ts';
import { Browser } from './browser.ts';

describe('the documentation page', function () {
  this.timeout(60_000);
  let service: TestService;
  let url: string;
  let close: () => Promise<void>;
  let browser: Browser;
  let page: Page;

  before(async () => {
    service = await makeService();
    ({ url, close } = await serve(service));
    browser = await Browser.start();
  });
  beforeEach(async () => {
    page = await browser.open();
  });
  afterEach(async () => {
    await page.close();
    browser.expectClean(url);
  });
  after(async () => {
    await browser.close();
    await close();
    await service.stop();
  });

  it('shows every operation, and asks nobody outside', async () => {
    await page.goto(`${url}/api/docs`);
    const shown = service.api.routes.filter(({ hidden }) => !hidden);
    await page
      .locator('.opblock')
      .nth(shown.length - 1)
      .waitFor();
    expect(await page.locator('.opblock').count()).to.equal(shown.length);
    expect(await page.locator('.opblock-summary-description').allInnerTexts()).to.include('Search by words and facets');
  });

  it('asks the API with the token of the link, which leaves the address', async () => {
    await page.goto(`${url}/api/docs#token=${operatorToken()}`);
    const operation = page.locator('#operations-Access-whoAmI');
    await operation
      .getByRole('button', { name: /whoAmI|GET|Who/ })
      .first()
      .click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table').getByText('user:operator').waitFor();
    expect(page.url()).not.to.include('token');
  });

  it('is read on a phone without scrolling sideways', async () => {
    for (const width of [320, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${url}/api/docs`);
      await page.locator('.opblock').first().waitFor();
      await page.locator('#operations-Catalogs-createCatalog .opblock-summary').click();
      await page.locator('#operations-Catalogs-createCatalog .responses-wrapper').waitFor();
      const [content, window] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, window.innerWidth]',
      );
      expect(content, `at ${String(width)} px`).to.be.at.most(window);
    }
  });
});
