import { expect } from 'chai';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts, field, titles } from './world.ts';

describe('the search page', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: true });

  const facet = (group: string, value: string) =>
    at.page.getByRole('group', { name: group, exact: true }).getByRole('checkbox', { name: value });
  const address = (): string => at.page.url().slice(at.world.url.length);

  it('finds as one types, from the first letters on, and marks what it found', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    await field(at.page).pressSequentially('wea');
    await counts(at.page, '3 results for “wea”');
    await field(at.page).pressSequentially('ving beg');
    await counts(at.page, '1 result for “weaving beg”');
    expect(await titles(at.page)).to.deep.equal(['Weaving for beginners']);
    expect(await at.page.getByRole('article').locator('mark').allInnerTexts()).to.deep.equal(['Weaving', 'beginners']);
    expect(address()).to.equal('/search?q=weaving+beg');
    expect(await at.page.title()).to.equal('weaving beg – Find courses – Percolog');
    await field(at.page).fill('weaving nothing');
    await at.page.getByText('No result has all of these words.').waitFor();
    expect(await titles(at.page)).to.include('Weaving for beginners');
    await field(at.page).fill('waeving beginners');
    await at.page.getByText('Those with words like them are shown too.').waitFor();
    expect(await titles(at.page)).to.deep.equal(['Weaving for beginners']);
    await field(at.page).fill('nothingofthekind');
    await counts(at.page, '0 results');
    await at.page.getByText('Nothing found').waitFor();
  });

  it('asks once for what is typed in one go', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    const before = at.browser.requests.length;
    await field(at.page).pressSequentially('weaving');
    await counts(at.page, 'for “weaving”');
    const asked = at.browser.requests.slice(before).filter((url) => url.includes('/api/v1/search'));
    expect(asked.length).to.be.lessThan('weaving'.length);
    expect(asked.at(-1)).to.include('q=weaving&');
  });

  it('narrows by facets, keeps the counts of the others, and says what it is narrowed by', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    await counts(at.page, '45 results for “rowing”');
    await facet('Level', 'Advanced').check();
    await counts(at.page, '15 results');
    expect(address()).to.equal('/search?q=rowing&level_type=Advanced');
    const level = at.page.getByRole('group', { name: 'Level' }).getByRole('listitem');
    expect((await level.allInnerTexts()).map((text) => text.trim().split(/\s+/).join(' '))).to.deep.equal([
      'Advanced 15 results',
      'Intermediate 15 results',
      'Introductory 15 results',
    ]);
    await facet('Level', 'Introductory').check();
    await counts(at.page, '30 results');
    await facet('Skill', 'Skill 0').check();
    await counts(at.page, '4 results');
    const chips = at.page.getByRole('list', { name: 'Chosen filters' }).getByRole('button');
    expect((await chips.allTextContents()).map((text) => text.trim())).to.deep.equal([
      'Level: Advanced×',
      'Level: Introductory×',
      'Skill: Skill 0×',
    ]);
    await at.page.getByRole('button', { name: 'Remove filter Skill: Skill 0' }).click();
    await counts(at.page, '30 results');
    expect(await facet('Skill', 'Skill 0').isChecked()).to.equal(false);
    expect(await at.page.evaluate('document.activeElement.className')).to.equal('chip');
    await at.page.getByRole('button', { name: 'Clear all filters' }).click();
    await counts(at.page, '45 results');
    expect(await chips.count()).to.equal(0);
    expect(address()).to.equal('/search?q=rowing');
  });

  it('opens long facets, and keeps chosen values in sight', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    const skills = at.page.getByRole('group', { name: 'Skill' });
    await becomes('skills shown', () => skills.getByRole('checkbox').count(), 8);
    const more = skills.getByRole('button', { name: 'Show all 13 of Skill' });
    expect(await more.getAttribute('aria-expanded')).to.equal('false');
    await more.click();
    await becomes('skills shown', () => skills.getByRole('checkbox').count(), 13);
    await facet('Skill', 'Skill 9').check();
    await counts(at.page, '3 results');
    await skills.getByRole('button', { name: 'Show fewer of Skill' }).click();
    expect(await facet('Skill', 'Skill 9').isChecked()).to.equal(true);
  });

  it('comes in pages with addresses of their own', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    await counts(at.page, '45 results');
    const first = await titles(at.page);
    expect(first).to.have.length(20);
    const pages = at.page.getByRole('navigation', { name: 'Pages of results' });
    expect(await pages.getByRole('link', { name: 'Page 2' }).getAttribute('href')).to.equal('/search?q=rowing&page=2');
    await pages.getByRole('link', { name: 'Next' }).click();
    await counts(at.page, '45 results for “rowing”, page 2 of 3');
    const second = await titles(at.page);
    expect(await pages.getByRole('link', { name: 'Page 2' }).getAttribute('aria-current')).to.equal('page');
    expect(await at.page.evaluate('document.activeElement.id')).to.equal('results-heading');
    await pages.getByRole('link', { name: 'Page 3' }).click();
    await counts(at.page, 'page 3 of 3');
    const third = await titles(at.page);
    expect(third).to.have.length(5);
    expect(new Set([...first, ...second, ...third]).size).to.equal(45);
    expect(await pages.getByRole('link', { name: 'Next' }).count()).to.equal(0);
    // Other words begin at their first at.page.
    await field(at.page).fill('rowing part');
    await counts(at.page, /^45 results for “rowing part”$/);
  });

  it('goes back and forward through all of it, and stands after a reload as before', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    await field(at.page).pressSequentially('row');
    await counts(at.page, '45 results for “row”');
    await field(at.page).pressSequentially('ing');
    await counts(at.page, '45 results for “rowing”');
    await facet('Level', 'Advanced').check();
    await counts(at.page, '15 results');
    await at.page.getByRole('searchbox').fill('rowing part');
    await counts(at.page, '15 results for “rowing part”');
    await at.page.goBack();
    await counts(at.page, '15 results for “rowing”');
    await at.page.goBack();
    await counts(at.page, '45 results for “rowing”');
    expect(await field(at.page).inputValue()).to.equal('rowing');
    expect(await facet('Level', 'Advanced').isChecked()).to.equal(false);
    await at.page.goBack();
    await counts(at.page, /^50 results$/);
    expect(await field(at.page).inputValue(), 'what was typed is one step').to.equal('');
    await at.page.goForward();
    await at.page.goForward();
    await counts(at.page, '15 results for “rowing”');
    await at.page.reload();
    await counts(at.page, '15 results for “rowing”');
    expect(await facet('Level', 'Advanced').isChecked()).to.equal(true);
    expect(await field(at.page).inputValue()).to.equal('rowing');
  });

  it('stands as an address says that somebody else sends, or types wrongly', async () => {
    await at.world.visit(at.page, '/search?q=rowing&level_type=Advanced&level_type=Nothing&page=x&unknown=1');
    await counts(at.page, '15 results');
    expect(await facet('Level', 'Nothing').isChecked()).to.equal(true);
    await at.world.visit(at.page, '/search?q=rowing&page=99');
    await at.page.getByText('There is no such page').waitFor();
    await at.page.getByRole('link', { name: 'To the first page' }).click();
    await counts(at.page, /^45 results for “rowing”$/);
  });

  it('shows hostile titles and texts as texts', async () => {
    await at.world.visit(at.page, '/search?q=traps');
    await counts(at.page, '1 result');
    expect(await titles(at.page)).to.deep.equal(['Traps <img src=x onerror="document.title=1"> and how to weave them']);
    await field(at.page).fill('<img src=x onerror=alert(1)>');
    await counts(at.page, '1 result for “<img src=x onerror=alert(1)>”');
    expect(await at.page.locator('main img, main script').count()).to.equal(0);
  });
});
