import { expect } from 'chai';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts, field, titles } from './world.ts';

describe('prices on the search page', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: true });

  const address = (): string => at.page.url().slice(at.world.url.length);

  it('narrow what is found', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    const price = at.page.getByRole('group', { name: 'Price' });
    await price.getByLabel('From').fill('200');
    await price.getByLabel('To').fill('100');
    await price.getByRole('button', { name: 'Apply price' }).click();
    await price.getByRole('alert').filter({ hasText: 'From is more than to.' }).waitFor();
    await price.getByLabel('From').fill('149');
    await price.getByLabel('To').fill('149');
    await at.page.keyboard.press('Enter');
    await counts(at.page, /^1 result$/);
    expect(address()).to.equal('/search?price=149..149');
    expect(await titles(at.page)).to.deep.equal(['Weaving for beginners']);
    await price.getByLabel('From').fill('150');
    await price.getByLabel('To').fill('');
    await at.page.keyboard.press('Enter');
    await counts(at.page, '0 results');
    await at.page.getByRole('button', { name: 'Remove filter Price: from $150' }).click();
    await counts(at.page, '50 results');
    await becomes('from', () => price.getByLabel('From').inputValue(), '');
  });

  it('are said, whatever price is chosen, and not asked for where nothing has one', async () => {
    const price = at.page.getByRole('group', { name: 'Price' });
    await at.world.visit(at.page, '/search?price=150..');
    await counts(at.page, '0 results');
    await price.getByText('$149 only').waitFor();
    const described = await price.getByLabel('From').getAttribute('aria-describedby');
    expect(await price.locator(`#${described ?? ''}`).innerText()).to.equal('$149 only');
    await price.getByLabel('From').fill('0');
    await at.page.keyboard.press('Enter');
    await at.page.getByRole('button', { name: 'Remove filter Price: from $0' }).waitFor();
    await counts(at.page, /^1 result$/);
    for (const wrong of ['1.5', 'ten', '-3']) {
      await price.getByLabel('To').fill(wrong);
      await at.page.keyboard.press('Enter');
      await price.getByRole('alert').filter({ hasText: 'Prices are whole dollars' }).waitFor();
      await price.getByLabel('To').fill('');
      await at.page.keyboard.press('Enter');
      await price.getByRole('alert').waitFor({ state: 'hidden' });
    }
    expect(address()).to.equal('/search?price=0..');
    await field(at.page).fill('rowing');
    await price.getByText('Nothing here has a price.').waitFor();
    await price.getByRole('button', { name: 'Any price' }).click();
    await counts(at.page, '45 results');
    await price.waitFor({ state: 'hidden' });
    await field(at.page).fill('nothingofthekind');
    await at.page.getByText('There is nothing to narrow by.').waitFor();
  });
});
