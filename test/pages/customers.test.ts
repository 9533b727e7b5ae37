import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { Browser } from './browser.ts';
import { becomes, counts, customers, everyCustomer, field, learnerOf, titles, World } from './world.ts';

describe('whose catalogs one looks through', function () {
  this.timeout(60_000);
  let world: World;
  let browser: Browser;
  let page: Page;

  before(async () => {
    world = await World.open();
    browser = await Browser.start();
  });
  beforeEach(async () => {
    page = await browser.open();
  });
  afterEach(async () => {
    await page.close();
    browser.expectClean(world.url);
  });
  after(async () => {
    await browser.close();
    await world.close();
  });

  const chooser = () => page.getByRole('combobox', { name: 'Customer' });
  const options = () => page.getByRole('listbox', { name: 'Customer' }).getByRole('option');
  const address = (): string => page.url().slice(world.url.length);
  const everythingShown = (): Promise<string> => page.locator('body').innerText();

  it('is chosen from all that one may, changes the results, and stands in the address', async () => {
    await world.visit(page, '/search?q=weaving', learnerOf(customers.acme, customers.beta));
    // `Traps … and how to weave them` is in none of Beta's catalogs, `Weaving of Beta alone` in none of Acme's.
    await counts(page, '3 results');
    await chooser().click();
    await becomes('options', () => options().allInnerTexts(), ['All customers', 'Acme', 'Beta']);
    await options().filter({ hasText: 'Acme' }).click();
    await counts(page, '2 results');
    expect(await titles(page)).to.not.include('Weaving of Beta alone');
    expect(await everythingShown(), 'nothing of Beta').to.not.match(/Beta/);
    expect(address()).to.equal(`/search?q=weaving&customer=${customers.acme}`);
    expect(await chooser().inputValue()).to.equal('Acme');

    await chooser().click();
    await options().filter({ hasText: 'Beta' }).click();
    await counts(page, '2 results');
    expect(await titles(page)).to.have.members(['Weaving for beginners', 'Weaving of Beta alone']);
    await page.goBack();
    await becomes('the customer', () => chooser().inputValue(), 'Acme');
    await becomes('the titles', async () => (await titles(page)).includes('Weaving of Beta alone'), false);
    await page.reload();
    await counts(page, '2 results');
    await becomes('the name, known from its uuid alone', () => chooser().inputValue(), 'Acme');
    await chooser().click();
    await options().filter({ hasText: 'All customers' }).click();
    await counts(page, '3 results');
    expect(address()).to.equal('/search?q=weaving');
  });

  it('shows nothing of the customer before while the next one’s results are on their way', async () => {
    await world.visit(page, `/search?customer=${customers.beta}`, learnerOf(customers.acme, customers.beta));
    await counts(page, '3 results');
    const gate = Promise.withResolvers<undefined>();
    await page.route(`**/api/v1/search?*customer=${customers.acme}*`, async (route) => {
      await gate.promise;
      await route.continue();
    });
    await chooser().click();
    await options().filter({ hasText: 'Acme' }).click();
    await becomes('results', () => page.getByRole('article').count(), 0);
    expect(await everythingShown()).to.not.match(/Beta/);
    gate.resolve(undefined);
    await counts(page, '47 results');
  });

  it('takes the filters away, which say things of the customer before', async () => {
    await world.visit(page, `/search?customer=${customers.beta}&subjects=Beta+matters&page=2`);
    await becomes('the customer', () => chooser().inputValue(), 'Beta');
    await chooser().click();
    await options().filter({ hasText: 'Acme' }).click();
    await counts(page, '47 results');
    expect(address()).to.equal(`/search?customer=${customers.acme}`);
  });

  it('is told where there is one only, and never another’s', async () => {
    await world.visit(page, '/search', learnerOf(customers.beta));
    await counts(page, '3 results');
    await becomes('the chooser', () => page.locator('.chooser').innerText(), 'Customer Beta');
    expect(await chooser().count()).to.equal(0);
    expect(await titles(page)).to.have.members(['Crafts, a program', 'Weaving for beginners', 'Weaving of Beta alone']);
    expect(await everythingShown()).to.not.match(/Acme|Rowing|Sport/);
  });

  it('is searched by a part of the name where there are many', async () => {
    await world.visit(page, '/search');
    await counts(page, '50 results');
    await chooser().click();
    await becomes('options', () => options().count(), 21);
    await page.getByText('and 12 more: type a part of the name.').waitFor();
    await page.keyboard.type('crowd 07');
    await becomes('options', () => options().allInnerTexts(), ['Crowd 07']);
    await page.keyboard.press('Enter');
    await becomes('the customer', () => chooser().inputValue(), 'Crowd 07');
    await counts(page, '1 result');
    expect(await titles(page)).to.deep.equal(['Weaving for beginners']);
    await chooser().click();
    await page.keyboard.type('nobody of that name');
    await page.getByText('No customer of yours is called that.').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    expect(await chooser().inputValue()).to.equal('Crowd 07');
  });

  it('is chosen by keyboard alone', async () => {
    await world.visit(page, '/search', learnerOf(customers.acme, customers.beta));
    await counts(page, '49 results');
    await field(page).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const active = (): Promise<string> =>
      page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.innerText ?? ''",
      );
    expect(await chooser().getAttribute('aria-expanded')).to.equal('false');
    await page.keyboard.press('ArrowDown');
    expect(await chooser().getAttribute('aria-expanded')).to.equal('true');
    await becomes('options', () => options().count(), 3);
    expect(await active()).to.equal('All customers');
    await page.keyboard.press('ArrowUp');
    expect(await active(), 'from the first to the last').to.equal('Beta');
    await page.keyboard.press('ArrowUp');
    expect(await active()).to.equal('Acme');
    await page.keyboard.press('Escape');
    expect(await chooser().getAttribute('aria-expanded')).to.equal('false');
    expect(await chooser().inputValue()).to.equal('All customers');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await active()).to.equal('Beta');
    await page.keyboard.press('Enter');
    await counts(page, '3 results');
    expect(await chooser().inputValue()).to.equal('Beta');
    await page.keyboard.press('ArrowDown');
    expect(await options().nth(2).getAttribute('aria-selected')).to.equal('true');
    await page.keyboard.press('Tab');
    expect(await chooser().getAttribute('aria-expanded'), 'leaving it closes it').to.equal('false');
  });

  it('is refused in plain words when it is another’s', async () => {
    await world.visit(page, `/search?customer=${customers.beta}`, learnerOf(customers.acme));
    await page.getByRole('alert').filter({ hasText: 'This is not open to you' }).waitFor();
    expect(await page.getByRole('article').count()).to.equal(0);
    expect(browser.takeComplaints().join()).to.match(/403/);
    await page.getByRole('combobox', { name: 'Customer' }).click();
    await options().filter({ hasText: 'All customers' }).click();
    await counts(page, '47 results');
  });

  it('is every one for an operator', async () => {
    await world.visit(page, '/search', everyCustomer());
    await page.getByText('every customer').waitFor();
    await counts(page, '50 results');
  });
});
