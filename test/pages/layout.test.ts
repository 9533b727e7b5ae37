import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { Browser } from './browser.ts';
import { becomes, counts, everyCustomer, World } from './world.ts';

describe('the search page on small screens', function () {
  this.timeout(60_000);
  let world: World;

  before(async () => {
    world = await World.open();
  });
  after(() => world.close());

  /** How far the page is wider than the screen, and what stands out of it. */
  const overflow = (page: Page): Promise<unknown> =>
    page.evaluate(`({
      wider: document.documentElement.scrollWidth - innerWidth,
      out: [...document.querySelectorAll('main *')]
        .filter((one) => !one.closest('.unseen') && one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 80)),
    })`);
  const fits = { wider: 0, out: [] };

  for (const width of [320, 390]) {
    it(`needs no scrolling sideways at ${String(width)} pixels, whatever it shows`, async () => {
      const browser = await Browser.start({ width, height: 800 });
      try {
        const page = await browser.open();
        await world.visit(page, '/search', null);
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        expect(await overflow(page), 'sign-in').to.deep.equal(fits);
        await world.visit(page, '/search', everyCustomer());
        await page.reload();
        await counts(page, '50 results');
        expect(await overflow(page), 'results').to.deep.equal(fits);
        const long = '/search?q=donaudampfschifffahrtsgesellschaft';
        await world.visit(page, `${long}${'skapitän'.repeat(12)}&skill_names=${'y'.repeat(120)}`);
        await counts(page, '1 result');
        expect(await overflow(page), 'very long words').to.deep.equal(fits);
        await page.getByText('Filters', { exact: true }).click();
        await page.getByRole('button', { name: 'Show 1 result' }).waitFor();
        expect(await overflow(page), 'filters').to.deep.equal(fits);
        await page.getByRole('button', { name: 'Show 1 result' }).click();
        expect(await page.getByRole('group', { name: 'Skill' }).isVisible()).to.equal(false);
        await page.getByRole('combobox').click();
        await becomes('options', () => page.getByRole('option').count(), 21);
        expect(await overflow(page), 'customers').to.deep.equal(fits);
        await page.keyboard.press('Escape');
        await page.getByRole('article').getByRole('link').click();
        await page.getByRole('heading', { name: 'Catalogs' }).waitFor();
        expect(await overflow(page), 'a course with a very long title').to.deep.equal(fits);
        await world.visit(page, '/search/course/Weave%2B1');
        await counts(page, 'In 32 catalogs');
        expect(await overflow(page), 'a course').to.deep.equal(fits);
        await world.visit(page, '/search?q=rowing&page=2');
        await counts(page, 'page 2 of 3');
        expect(await overflow(page), 'pages').to.deep.equal(fits);
        browser.expectClean(world.url);
      } finally {
        await browser.close();
      }
    });
  }

  it('is dark where one likes it dark, and does not move where one does not like that', async () => {
    const browser = await Browser.start({ colorScheme: 'dark', reducedMotion: 'reduce' });
    try {
      const page = await browser.open();
      await world.visit(page, '/search');
      await counts(page, '50 results');
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).to.equal('rgb(18, 24, 27)');
      const moves = await page.evaluate<string>(
        "getComputedStyle(document.querySelector('.results'), '::before').animationDuration",
      );
      expect(Number.parseFloat(moves)).to.be.lessThan(0.001);
      expect(
        await page.getByRole('group', { name: 'Level' }).isVisible(),
        'filters stand open where there is room',
      ).to.equal(true);
      browser.expectClean(world.url);
    } finally {
      await browser.close();
    }
  });
});
