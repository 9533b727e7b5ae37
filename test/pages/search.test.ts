import { expect } from 'chai';
import { pageOfEachTest } from './page-of-each-test.ts';
import { asksForFacet, becomes, counts, countsWhile, field, holdFacetSearch, holdResults, titles } from './world.ts';

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
    await counts(at.page, 'results for “weaving beg”');
    expect((await titles(at.page))[0]).to.equal('Weaving for beginners');
    const first = at.page.getByRole('article').first();
    expect(await first.locator('mark').allInnerTexts()).to.deep.equal(['Weaving', 'beginners']);
    expect(address()).to.equal('/search?q=weaving+beg');
    expect(await at.page.title()).to.equal('weaving beg – Find courses – Percolog');
    await field(at.page).fill('weaving nothing');
    await at.page.getByText('Few results have all of these words.').waitFor();
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
    const asked = at.browser.requests.slice(before).filter((url) => url.includes('/1/indexes/'));
    expect(asked.length).to.be.greaterThan(0);
    expect(asked.length).to.be.lessThan('weaving'.length);
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

  it('comes by type, in tabs that arrow keys lead through', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    const tabs = at.page.getByRole('tablist', { name: 'Types of content' }).getByRole('tab');
    const all = ['All 50', 'Courses 49', 'Programs 1', 'Pathways 0'];
    expect(await tabs.allInnerTexts()).to.deep.equal(all);
    await tabs.filter({ hasText: 'Programs' }).click();
    await counts(at.page, /^1 result$/);
    expect(address()).to.equal('/search?content_type=program');
    expect(await titles(at.page)).to.deep.equal(['Crafts, a program']);
    expect(await tabs.allInnerTexts(), 'the others stay counted').to.deep.equal(all);
    await at.page.keyboard.press('ArrowLeft');
    await counts(at.page, /^49 results$/);
    await becomes('the tab', () => at.page.getByRole('tab', { selected: true }).innerText(), 'Courses 49');
    expect(await at.page.evaluate('document.activeElement.id')).to.equal('tab-course');
    await at.page.keyboard.press('Home');
    await counts(at.page, /^50 results$/);
    expect(address()).to.equal('/search');
    expect(await at.page.locator('[role=tab][tabindex="0"]').count(), 'one stop for the keyboard').to.equal(1);
  });

  it('finds values of a long facet by a part of their names', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    const skills = at.page.getByRole('group', { name: 'Skill' });
    const names = async (): Promise<(string | undefined)[]> =>
      (await skills.getByRole('listitem').allInnerTexts()).map((text) => text.trim().split('\n')[0]?.trim());
    const search = skills.getByRole('searchbox', { name: 'Search in Skill' });
    await search.fill('bal');
    await becomes('the skills', names, ['Balance']);
    await facet('Skill', 'Balance').check();
    await at.page.getByRole('button', { name: 'Remove filter Skill: Balance' }).waitFor();
    await search.fill('nothing of the kind');
    await skills.getByText('Nothing is called that.').waitFor();
    await search.fill('');
    await becomes('the skills', async () => (await names()).length, 8);
    expect(await facet('Skill', 'Balance').isChecked()).to.equal(true);
    expect(await facet('Level', 'Advanced').isVisible()).to.equal(true);
  });

  it('keeps to that part of their names when the results of the page come after the values', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    await counts(at.page, '45 results');
    const skills = at.page.getByRole('group', { name: 'Skill' });
    const values = (): Promise<string[]> => skills.locator('.facet-value').allInnerTexts();
    const results = await holdResults(at.page);
    await facet('Level', 'Advanced').check();
    await results.asked;
    await skills.getByRole('searchbox', { name: 'Search in Skill' }).fill('bal');
    await becomes('the skills', values, ['Balance']);
    const askedAgain = at.page.waitForResponse((response) => asksForFacet(response.request()));
    results.letGo();
    await counts(at.page, '15 results');
    await askedAgain;
    await becomes('the skills', values, ['Balance']);
    expect(await skills.getByRole('searchbox', { name: 'Search in Skill' }).inputValue()).to.equal('bal');
  });

  for (const [then, left] of [
    ['nothing of the kind', 0],
    ['', 8],
  ] as const) {
    it(`shows the values of a facet by the last part of their names (${then}), however late an earlier answer comes`, async () => {
      await at.world.visit(at.page, '/search?q=rowing');
      const skills = at.page.getByRole('group', { name: 'Skill' });
      const names = (): Promise<number> => skills.getByRole('listitem').count();
      const search = skills.getByRole('searchbox', { name: 'Search in Skill' });
      await becomes('the skills', names, 8);
      const earlier = await holdFacetSearch(at.page, 'bal');
      await search.fill('bal');
      await earlier.asked;
      await search.fill('nothing of the kind');
      await skills.getByText('Nothing is called that.').waitFor();
      await search.fill(then);
      await becomes('the skills', names, left);
      const answered = at.page.waitForResponse(
        (response) => response.request().postData()?.includes('"facetQuery":"bal"') === true,
      );
      earlier.letGo();
      await (await answered).finished();
      expect(await countsWhile(at.page, '#facet-skill_names li', 30), 'in the frames after it has come').to.deep.equal([
        left,
      ]);
      expect(await search.inputValue()).to.equal(then);
    });
  }

  it('comes in another order', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    await counts(at.page, '45 results');
    await at.page.getByRole('combobox', { name: 'Sort by' }).selectOption('Title, A to Z');
    await becomes('the first', async () => (await titles(at.page)).slice(0, 3), [
      'Rowing, part 0',
      'Rowing, part 1',
      'Rowing, part 10',
    ]);
    expect(address()).to.equal('/search?q=rowing&sort=title');
    await at.world.visit(at.page, '/search?sort=-price');
    await becomes('the dearest', async () => (await titles(at.page))[0], 'Weaving for beginners');
  });

  it('leads on where there is nothing', async () => {
    await at.world.visit(at.page, '/search?q=nothingofthekind+weaving&level_type=Advanced&content_type=program');
    await counts(at.page, '0 results');
    expect(await facet('Level', 'Advanced').isChecked(), 'what was chosen stays in sight').to.equal(true);
    await at.page.getByRole('link', { name: 'Search without filters, in all types' }).click();
    await at.page.getByText('Those with some of them are shown too.').waitFor();
    expect(address()).to.equal('/search?q=nothingofthekind+weaving');
    await at.world.visit(at.page, '/search?q=nothing+ofthekind');
    await at.page.getByRole('link', { name: 'Show everything' }).click();
    await counts(at.page, /^50 results$/);
    expect(await field(at.page).inputValue()).to.equal('');
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
