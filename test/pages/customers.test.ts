import { expect } from 'chai';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts, customers, everyCustomer, field, holdSearch, learnerOf, titles } from './world.ts';

describe('whose catalogs one looks through', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: true });

  const chooser = () => at.page.getByRole('combobox', { name: 'Customer' });
  const options = () => at.page.getByRole('listbox', { name: 'Customer' }).getByRole('option');
  const address = (): string => at.page.url().slice(at.world.url.length);
  const everythingShown = (): Promise<string> => at.page.locator('body').innerText();

  it('is chosen from all that one may, changes the results, and stands in the address', async () => {
    await at.world.visit(at.page, '/search?q=weaving', learnerOf(customers.acme, customers.beta));
    // `Traps … and how to weave them` is in none of Beta's catalogs, `Weaving of Beta alone` in none of Acme's.
    await counts(at.page, '3 results');
    await chooser().click();
    await becomes('options', () => options().allInnerTexts(), ['All customers', 'Acme', 'Beta']);
    await options().filter({ hasText: 'Acme' }).click();
    await counts(at.page, '2 results');
    expect(await titles(at.page)).to.not.include('Weaving of Beta alone');
    expect(await everythingShown(), 'nothing of Beta').to.not.match(/Beta/);
    expect(address()).to.equal(`/search?q=weaving&customer=${customers.acme}`);
    expect(await chooser().inputValue()).to.equal('Acme');

    await chooser().click();
    await options().filter({ hasText: 'Beta' }).click();
    await counts(at.page, '2 results');
    expect(await titles(at.page)).to.have.members(['Weaving for beginners', 'Weaving of Beta alone']);
    await at.page.goBack();
    await becomes('the customer', () => chooser().inputValue(), 'Acme');
    await becomes('the titles', async () => (await titles(at.page)).includes('Weaving of Beta alone'), false);
    await at.page.reload();
    await counts(at.page, '2 results');
    await becomes('the name, known from its uuid alone', () => chooser().inputValue(), 'Acme');
    await chooser().click();
    await options().filter({ hasText: 'All customers' }).click();
    await counts(at.page, '3 results');
    expect(address()).to.equal('/search?q=weaving');
  });

  it('shows nothing of the customer before while the next one’s results are on their way', async () => {
    await at.world.visit(at.page, `/search?customer=${customers.beta}`, learnerOf(customers.acme, customers.beta));
    await counts(at.page, '3 results');
    const held = await holdSearch(at.page, '');
    await chooser().click();
    await options().filter({ hasText: 'Acme' }).click();
    await becomes('results', () => at.page.getByRole('article').count(), 0);
    expect(await everythingShown()).to.not.match(/Beta/);
    held.letGo();
    await counts(at.page, '48 results');
  });

  it('takes the filters away, which say things of the customer before', async () => {
    await at.world.visit(at.page, `/search?customer=${customers.beta}&subjects=Beta+matters&page=2`);
    await becomes('the customer', () => chooser().inputValue(), 'Beta');
    await chooser().click();
    await options().filter({ hasText: 'Acme' }).click();
    await counts(at.page, '48 results');
    expect(address()).to.equal(`/search?customer=${customers.acme}`);
  });

  it('is told where there is one only, and never another’s', async () => {
    await at.world.visit(at.page, '/search', learnerOf(customers.beta));
    await counts(at.page, '3 results');
    await becomes('the chooser', () => at.page.locator('.chooser').innerText(), 'Customer\nBeta');
    expect(await chooser().count()).to.equal(0);
    expect(await titles(at.page)).to.have.members([
      'Crafts, a program',
      'Weaving for beginners',
      'Weaving of Beta alone',
    ]);
    expect(await everythingShown()).to.not.match(/Acme|Rowing|Sport/);
  });

  it('is searched by a part of the name where there are many', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    await chooser().click();
    await becomes('options', () => options().count(), 21);
    await at.page.getByText('and 12 more: type a part of the name.').waitFor();
    await at.page.keyboard.type('crowd 07');
    await becomes('options', () => options().allInnerTexts(), ['Crowd 07']);
    await at.page.keyboard.press('Enter');
    await becomes('the customer', () => chooser().inputValue(), 'Crowd 07');
    // The course, and the program that is made of it alone.
    await counts(at.page, '2 results');
    expect(await titles(at.page)).to.have.members(['Weaving for beginners', 'Crafts, a program']);
    await chooser().click();
    await at.page.keyboard.type('nobody of that name');
    await at.page.getByText('No customer of yours is called that.').waitFor();
    await at.page.keyboard.press('Enter');
    await at.page.keyboard.press('Escape');
    expect(await chooser().inputValue()).to.equal('Crowd 07');
  });

  it('is chosen by keyboard alone', async () => {
    await at.world.visit(at.page, '/search', learnerOf(customers.acme, customers.beta));
    await counts(at.page, '49 results');
    await field(at.page).focus();
    await at.page.keyboard.press('Tab');
    await at.page.keyboard.press('Tab');
    const active = (): Promise<string> =>
      at.page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.innerText ?? ''",
      );
    expect(await chooser().getAttribute('aria-expanded')).to.equal('false');
    await at.page.keyboard.press('ArrowDown');
    expect(await chooser().getAttribute('aria-expanded')).to.equal('true');
    await becomes('options', () => options().count(), 3);
    expect(await active()).to.equal('All customers');
    await at.page.keyboard.press('ArrowUp');
    expect(await active(), 'from the first to the last').to.equal('Beta');
    await at.page.keyboard.press('ArrowUp');
    expect(await active()).to.equal('Acme');
    await at.page.keyboard.press('Escape');
    expect(await chooser().getAttribute('aria-expanded')).to.equal('false');
    expect(await chooser().inputValue()).to.equal('All customers');
    await at.page.keyboard.press('ArrowDown');
    await at.page.keyboard.press('ArrowDown');
    await at.page.keyboard.press('ArrowDown');
    expect(await active()).to.equal('Beta');
    await at.page.keyboard.press('Enter');
    await counts(at.page, '3 results');
    expect(await chooser().inputValue()).to.equal('Beta');
    await at.page.keyboard.press('ArrowDown');
    expect(await options().nth(2).getAttribute('aria-selected')).to.equal('true');
    await at.page.keyboard.press('Tab');
    expect(await chooser().getAttribute('aria-expanded'), 'leaving it closes it').to.equal('false');
  });

  it('is refused in plain words when it is another’s', async () => {
    await at.world.visit(at.page, `/search?customer=${customers.beta}`, learnerOf(customers.acme));
    await at.page.getByRole('alert').filter({ hasText: 'This is not open to you' }).waitFor();
    expect(await at.page.getByRole('article').count()).to.equal(0);
    expect(at.browser.takeComplaints().join()).to.match(/403/);
    await at.page.getByRole('combobox', { name: 'Customer' }).click();
    await options().filter({ hasText: 'All customers' }).click();
    await counts(at.page, '48 results');
  });

  it('is every one for an operator', async () => {
    await at.world.visit(at.page, '/search', everyCustomer());
    await at.page.getByText('every customer').waitFor();
    await counts(at.page, '50 results');
  });
});
