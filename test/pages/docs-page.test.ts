import { expect } from 'chai';
import { operatorToken } from '../support/token.ts';
import { pageOfEachTest } from './page-of-each-test.ts';

describe('the documentation page', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: true });

  it('shows every operation, and asks nobody outside', async () => {
    await at.page.goto(`${at.world.url}/api/docs`);
    const shown = at.world.service.api.routes.filter(({ hidden }) => !hidden);
    await at.page
      .locator('.opblock')
      .nth(shown.length - 1)
      .waitFor();
    expect(await at.page.locator('.opblock').count()).to.equal(shown.length);
    expect(await at.page.locator('.opblock-summary-description').allInnerTexts()).to.include(
      'Search by words and facets',
    );
  });

  it('asks the API with the token of the link, which leaves the address', async () => {
    await at.page.goto(`${at.world.url}/api/docs#token=${operatorToken()}`);
    const operation = at.page.locator('#operations-Access-whoAmI');
    await operation
      .getByRole('button', { name: /whoAmI|GET|Who/ })
      .first()
      .click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table').getByText('user:operator').waitFor();
    expect(at.page.url()).not.to.include('token');
  });

  it('is read on a phone without scrolling sideways', async () => {
    for (const width of [320, 390]) {
      await at.page.setViewportSize({ width, height: 800 });
      await at.page.goto(`${at.world.url}/api/docs`);
      await at.page.locator('.opblock').first().waitFor();
      await at.page.locator('#operations-Catalogs-createCatalog .opblock-summary').click();
      await at.page.locator('#operations-Catalogs-createCatalog .responses-wrapper').waitFor();
      const [content, window] = await at.page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, window.innerWidth]',
      );
      expect(content, `at ${String(width)} px`).to.be.at.most(window);
    }
  });
});
