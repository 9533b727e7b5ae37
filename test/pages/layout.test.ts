import { expect } from 'chai';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts } from './world.ts';

describe('the search page on small screens', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: true });

  /** Asserts that nothing stands out of the screen, at both widths of phones. */
  const expectFits = async (what: string): Promise<void> => {
    for (const width of [320, 390]) {
      await at.page.setViewportSize({ width, height: 800 });
      const found = await at.page.evaluate(`({
        wider: document.documentElement.scrollWidth - innerWidth,
        out: [...document.querySelectorAll('main *')]
          .filter((one) => !one.closest('.unseen') && one.getBoundingClientRect().right > innerWidth + 1)
          .map((one) => one.outerHTML.slice(0, 80)),
      })`);
      expect(found, `${what}, ${String(width)} pixels`).to.deep.equal({ wider: 0, out: [] });
    }
  };
  const sheet = () => at.page.getByRole('dialog', { name: 'Filters' });
  const opener = () => at.page.getByRole('button', { name: /^Filters/ });
  const focus = (what: 'id' | 'innerText'): Promise<string> =>
    at.page.evaluate<string>(`document.activeElement.${what}`);

  it('needs no scrolling sideways, whatever it shows', async () => {
    const { page, world } = at;
    await page.setViewportSize({ width: 390, height: 800 });
    await world.visit(page, '/search', null);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await expectFits('sign-in');
    const long = '/search?q=donaudampfschifffahrtsgesellschaft';
    await world.visit(page, `${long}${'skapitän'.repeat(12)}&skill_names=${'y'.repeat(120)}&price=&sort=title`);
    await page.reload();
    await counts(page, '1 result');
    await expectFits('very long words');
    await opener().click();
    await sheet().getByRole('group', { name: 'Skill' }).waitFor();
    await expectFits('filters');
    await sheet().getByRole('button', { name: 'Show 1 result' }).click();
    expect(await page.getByRole('group', { name: 'Skill' }).isVisible()).to.equal(false);
    expect(await focus('id')).to.equal('results-heading');
    await page.getByRole('combobox', { name: 'Customer' }).click();
    const options = page.getByRole('listbox', { name: 'Customer' }).getByRole('option');
    await becomes('options', () => options.count(), 21);
    await expectFits('customers');
    await page.keyboard.press('Escape');
    await page.getByRole('article').getByRole('link').click();
    await page.getByRole('heading', { name: 'Catalogs' }).waitFor();
    await expectFits('a course with a very long title');
    await world.visit(page, '/search/course/Weave%2B1');
    await counts(page, 'In 32 catalogs');
    await expectFits('a course');
    await world.visit(page, '/search?q=rowing&page=2');
    await counts(page, 'page 2 of 3');
    await expectFits('pages');
  });

  it('opens the filters over the screen, keeps the keyboard in them, and gives it back', async () => {
    const { page, world } = at;
    await page.setViewportSize({ width: 390, height: 800 });
    await world.visit(page, '/search?q=rowing');
    await counts(page, '45 results');
    await opener().click();
    await sheet().getByRole('checkbox', { name: 'Advanced' }).check();
    await sheet().getByRole('button', { name: 'Show 15 results' }).waitFor();
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      const isInside = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null";
      expect(await page.evaluate(isInside)).to.equal(true);
    }
    await page.keyboard.press('Escape');
    await sheet().waitFor({ state: 'hidden' });
    await becomes('the focus', () => focus('innerText'), 'Filters1');
    await opener().click();
    await sheet().getByRole('button', { name: 'Clear' }).click();
    await sheet().getByRole('button', { name: 'Show 45 results' }).click();
    await becomes('the focus', () => focus('id'), 'results-heading');
    await opener().click();
    await sheet().getByRole('checkbox', { name: 'Advanced' }).check();
    await counts(page, '15 results');
    await page.setViewportSize({ width: 1_280, height: 800 });
    await page.getByRole('region', { name: 'Filters' }).waitFor();
    expect(await page.getByRole('checkbox', { name: 'Advanced' }).isChecked(), 'at another width').to.equal(true);
    await counts(page, '15 results');
  });

  it('is dark where one likes it dark, and does not move where one does not like that', async () => {
    const { page, world } = at;
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await world.visit(page, '/search');
    await counts(page, '50 results');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).to.equal('rgb(18, 24, 27)');
    const moves = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('.results'), '::before').animationDuration",
    );
    expect(Number.parseFloat(moves)).to.be.lessThan(0.001);
    const isOpen = await page.getByRole('group', { name: 'Level' }).isVisible();
    expect(isOpen, 'filters stand open where there is room').to.equal(true);
  });
});
