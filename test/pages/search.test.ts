import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { Browser } from './browser.ts';
import { becomes, counts, field, titles, World } from './world.ts';

describe('the search page', function () {
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

  const facet = (group: string, value: string) =>
    page.getByRole('group', { name: group, exact: true }).getByRole('checkbox', { name: value });
  const address = (): string => page.url().slice(world.url.length);

  it('finds as one types, from the first letters on, and marks what it found', async () => {
    await world.visit(page, '/search');
    await counts(page, '50 results');
    await field(page).pressSequentially('wea');
    await counts(page, '3 results for “wea”');
    await field(page).pressSequentially('ving beg');
    await counts(page, '1 result for “weaving beg”');
    expect(await titles(page)).to.deep.equal(['Weaving for beginners']);
    expect(await page.getByRole('article').locator('mark').allInnerTexts()).to.deep.equal(['Weaving', 'beginners']);
    expect(address()).to.equal('/search?q=weaving+beg');
    expect(await page.title()).to.equal('weaving beg – Find courses – Percolog');
    await field(page).fill('weaving nothing');
    await counts(page, '0 results');
    await page.getByText('Nothing found').waitFor();
  });

  it('asks once for what is typed in one go', async () => {
    await world.visit(page, '/search');
    await counts(page, '50 results');
    const before = browser.requests.length;
    await field(page).pressSequentially('weaving');
    await counts(page, 'for “weaving”');
    const asked = browser.requests.slice(before).filter((url) => url.includes('/api/v1/search'));
    expect(asked.length).to.be.lessThan('weaving'.length);
    expect(asked.at(-1)).to.include('q=weaving&');
  });

  it('narrows by facets, keeps the counts of the others, and says what it is narrowed by', async () => {
    await world.visit(page, '/search?q=rowing');
    await counts(page, '45 results for “rowing”');
    await facet('Level', 'Advanced').check();
    await counts(page, '15 results');
    expect(address()).to.equal('/search?q=rowing&level_type=Advanced');
    const level = page.getByRole('group', { name: 'Level' }).getByRole('listitem');
    expect((await level.allInnerTexts()).map((text) => text.trim().split(/\s+/).join(' '))).to.deep.equal([
      'Advanced 15 results',
      'Intermediate 15 results',
      'Introductory 15 results',
    ]);
    await facet('Level', 'Introductory').check();
    await counts(page, '30 results');
    await facet('Skill', 'Skill 0').check();
    await counts(page, '4 results');
    const chips = page.getByRole('list', { name: 'Chosen filters' }).getByRole('button');
    expect((await chips.allTextContents()).map((text) => text.trim())).to.deep.equal([
      'Level: Advanced×',
      'Level: Introductory×',
      'Skill: Skill 0×',
    ]);
    await page.getByRole('button', { name: 'Remove filter Skill: Skill 0' }).click();
    await counts(page, '30 results');
    expect(await facet('Skill', 'Skill 0').isChecked()).to.equal(false);
    expect(await page.evaluate('document.activeElement.className')).to.equal('chip');
    await page.getByRole('button', { name: 'Clear all filters' }).click();
    await counts(page, '45 results');
    expect(await chips.count()).to.equal(0);
    expect(address()).to.equal('/search?q=rowing');
  });

  it('opens long facets, and keeps chosen values in sight', async () => {
    await world.visit(page, '/search?q=rowing');
    const skills = page.getByRole('group', { name: 'Skill' });
    await becomes('skills shown', () => skills.getByRole('checkbox').count(), 8);
    const more = skills.getByRole('button', { name: 'Show all 13 of Skill' });
    expect(await more.getAttribute('aria-expanded')).to.equal('false');
    await more.click();
    await becomes('skills shown', () => skills.getByRole('checkbox').count(), 13);
    await facet('Skill', 'Skill 9').check();
    await counts(page, '3 results');
    await skills.getByRole('button', { name: 'Show fewer of Skill' }).click();
    expect(await facet('Skill', 'Skill 9').isChecked()).to.equal(true);
  });

  it('comes in pages with addresses of their own', async () => {
    await world.visit(page, '/search?q=rowing');
    await counts(page, '45 results');
    const first = await titles(page);
    expect(first).to.have.length(20);
    const pages = page.getByRole('navigation', { name: 'Pages of results' });
    expect(await pages.getByRole('link', { name: 'Page 2' }).getAttribute('href')).to.equal('/search?q=rowing&page=2');
    await pages.getByRole('link', { name: 'Next' }).click();
    await counts(page, '45 results for “rowing”, page 2 of 3');
    const second = await titles(page);
    expect(await pages.getByRole('link', { name: 'Page 2' }).getAttribute('aria-current')).to.equal('page');
    expect(await page.evaluate('document.activeElement.id')).to.equal('results-heading');
    await pages.getByRole('link', { name: 'Page 3' }).click();
    await counts(page, 'page 3 of 3');
    const third = await titles(page);
    expect(third).to.have.length(5);
    expect(new Set([...first, ...second, ...third]).size).to.equal(45);
    expect(await pages.getByRole('link', { name: 'Next' }).count()).to.equal(0);
    // Other words begin at their first page.
    await field(page).fill('rowing part');
    await counts(page, /^45 results for “rowing part”$/);
  });

  it('goes back and forward through all of it, and stands after a reload as before', async () => {
    await world.visit(page, '/search');
    await counts(page, '50 results');
    await field(page).pressSequentially('row');
    await counts(page, '45 results for “row”');
    await field(page).pressSequentially('ing');
    await counts(page, '45 results for “rowing”');
    await facet('Level', 'Advanced').check();
    await counts(page, '15 results');
    await page.getByRole('searchbox').fill('rowing part');
    await counts(page, '15 results for “rowing part”');
    await page.goBack();
    await counts(page, '15 results for “rowing”');
    await page.goBack();
    await counts(page, '45 results for “rowing”');
    expect(await field(page).inputValue()).to.equal('rowing');
    expect(await facet('Level', 'Advanced').isChecked()).to.equal(false);
    await page.goBack();
    await counts(page, /^50 results$/);
    expect(await field(page).inputValue(), 'what was typed is one step').to.equal('');
    await page.goForward();
    await page.goForward();
    await counts(page, '15 results for “rowing”');
    await page.reload();
    await counts(page, '15 results for “rowing”');
    expect(await facet('Level', 'Advanced').isChecked()).to.equal(true);
    expect(await field(page).inputValue()).to.equal('rowing');
  });

  it('stands as an address says that somebody else sends, or types wrongly', async () => {
    await world.visit(page, '/search?q=rowing&level_type=Advanced&level_type=Nothing&page=x&unknown=1');
    await counts(page, '15 results');
    expect(await facet('Level', 'Nothing').isChecked()).to.equal(true);
    await world.visit(page, '/search?q=rowing&page=99');
    await page.getByText('There is no such page').waitFor();
    await page.getByRole('link', { name: 'To the first page' }).click();
    await counts(page, /^45 results for “rowing”$/);
  });

  it('shows hostile titles and texts as texts', async () => {
    await world.visit(page, '/search?q=traps');
    await counts(page, '1 result');
    expect(await titles(page)).to.deep.equal(['Traps <img src=x onerror="document.title=1"> and how to weave them']);
    await field(page).fill('<img src=x onerror=alert(1)>');
    await counts(page, '1 result for “<img src=x onerror=alert(1)>”');
    expect(await page.locator('main img, main script').count()).to.equal(0);
  });
});
