import { expect } from 'chai';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts, customers, field, learnerOf, titles } from './world.ts';

describe('the page of a course', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: true });

  const heading = (name: string) => at.page.getByRole('heading', { name, exact: true });
  const section = (name: string) =>
    at.page.locator('section', { has: at.page.getByRole('heading', { name, exact: true }) });
  const catalogs = () => section('Catalogs').getByRole('listitem');
  const address = (): string => at.page.url().slice(at.world.url.length);

  it('tells what it is, and which catalogs of which customers contain it', async () => {
    await at.world.visit(at.page, '/search/course/Weave%2B1', learnerOf(customers.acme, customers.beta));
    await heading('Weaving for beginners').waitFor();
    expect(await at.page.title()).to.equal('Weaving for beginners – Percolog');
    const facts = await at.page.locator('dl').innerText();
    for (const fact of ['Introductory', '$149', 'Weave+1']) {
      expect(facts).to.include(fact);
    }
    await at.page.getByText('Hill School').waitFor();
    await at.page.getByText('Warp and weft.').waitFor();
    expect(await section('About').getByRole('paragraph').allInnerTexts()).to.deep.equal([
      'Looms of all kinds.',
      'Warp',
      'Weft',
    ]);
    expect(await section('Skills').getByRole('listitem').allInnerTexts()).to.deep.equal(['Patience']);
    const runs = await section('Dates').getByRole('listitem').allInnerTexts();
    expect(runs, 'neither restricted runs nor drafts').to.have.length(2);
    expect(runs[0]).to.match(/Mar 1, 2098 – Jun 1, 2099[\s\S]*self-paced[\s\S]*course-v1:Weave\+1\+2026/);
    expect(runs[1]).to.match(/Mar 1, 2025 – Jun 1, 2025[\s\S]*Over/);
    await counts(at.page, 'In 2 catalogs');
    expect(await section('Catalogs').getByRole('heading', { level: 3 }).allInnerTexts()).to.deep.equal([
      'Acme',
      'Beta',
    ]);
    expect(await catalogs().allInnerTexts()).to.deep.equal(['Acme crafts', 'Beta own']);
  });

  it('is come to from the results, and left back to them as they were', async () => {
    await at.world.visit(at.page, '/search?q=rowing&page=2');
    await counts(at.page, 'page 2 of 3');
    const link = at.page.getByRole('article').nth(12).getByRole('link');
    const title = await link.innerText();
    await link.scrollIntoViewIfNeeded();
    const scroll = await at.page.evaluate<number>('scrollY');
    expect(scroll).to.be.greaterThan(200);
    await link.click();
    await heading(title).waitFor();
    expect(await at.page.evaluate('scrollY')).to.equal(0);
    await becomes('the focus', () => at.page.evaluate<string>('document.activeElement.innerText'), title);
    await at.page.getByRole('link', { name: 'Back to the results' }).click();
    await counts(at.page, 'page 2 of 3');
    expect(address()).to.equal('/search?q=rowing&page=2');
    await becomes('the focus', () => at.page.evaluate<string>('document.activeElement.innerText'), title);
    expect(await at.page.evaluate('scrollY')).to.equal(scroll);
  });

  it('keeps to the customer that one looks through, and offers the others', async () => {
    await at.world.visit(at.page, `/search?q=weaving&customer=${customers.acme}`);
    await at.page.getByRole('link', { name: 'Weaving for beginners' }).click();
    await counts(at.page, 'In 1 catalog');
    expect(address()).to.equal(`/search/course/Weave%2B1?customer=${customers.acme}`);
    await section('Catalogs').getByText('Those of Acme').waitFor();
    expect(await catalogs().allInnerTexts()).to.deep.equal(['Acme crafts']);
    await at.page.getByRole('link', { name: 'Those of all customers' }).click();
    await counts(at.page, 'In 32 catalogs');
    await at.page.getByRole('link', { name: 'Back to the results' }).click();
    await counts(at.page, '2 results');
  });

  it('pages through many catalogs, and still goes back to the results in one step', async () => {
    await at.world.visit(at.page, '/search?q=weaving+for+beginners');
    await at.page.getByRole('link', { name: 'Weaving for beginners' }).click();
    await becomes(
      'catalogs',
      () =>
        catalogs()
          .allInnerTexts()
          .then(({ length }) => length >= 20),
      true,
    );
    const pages = at.page.getByRole('navigation', { name: 'Pages of catalogs' });
    await pages.getByRole('link', { name: 'Page 2' }).click();
    await section('Catalogs').getByText('Crowd catalog 29').waitFor();
    expect(address()).to.equal('/search/course/Weave%2B1?page=2');
    expect(await section('Catalogs').getByText('Acme crafts').count()).to.equal(0);
    await at.page.getByRole('link', { name: 'Back to the results' }).click();
    await counts(at.page, '1 result');
  });

  it('leads into each catalog, to all that is in it', async () => {
    await at.world.visit(at.page, '/search/course/Weave%2B1', learnerOf(customers.acme, customers.beta));
    await section('Catalogs').getByRole('link', { name: 'Acme crafts' }).click();
    // The two courses, and the program that is made of one of them.
    await counts(at.page, '3 results');
    expect((await titles(at.page)).filter((title) => !title.startsWith('Traps'))).to.have.members([
      'Weaving for beginners',
      'Crafts, a program',
    ]);
    const own = address();
    expect(own).to.match(new RegExp(`^/search\\?customer=${customers.acme}&catalog=[0-9a-f-]{36}$`));
    const chip = at.page.getByRole('button', { name: /^Remove filter Catalog: / });
    expect(await chip.innerText()).to.match(/Catalog: Acme crafts/);
    await field(at.page).fill('weaving');
    await counts(at.page, '2 results for “weaving”');
    expect(address()).to.include('&catalog=');
    await field(at.page).fill('');
    await counts(at.page, '3 results');
    await chip.click();
    await counts(at.page, /^48 results$/);
    expect(address()).to.equal(`/search?customer=${customers.acme}`);
    // To somebody else's eyes there is nothing in it.
    await at.world.visit(at.page, own.replace(/customer=[^&]+&/, ''), learnerOf(customers.beta));
    await at.page.reload();
    await counts(at.page, '0 results');
  });

  it('says when no catalog that one may see contains it, and tells nothing of the others', async () => {
    await at.world.visit(at.page, '/search/course/Secret%2B1', learnerOf(customers.acme));
    await heading('Weaving of Beta alone').waitFor();
    await at.page.getByText('It is in none of the catalogs that you may see.').waitFor();
    expect(await section('Catalogs').innerText()).to.not.include('Beta own');
  });

  it('is found by the key of a run, percent-encoded, and says when there is nothing', async () => {
    const run = {
      content_type: 'courserun',
      key: 'course-v1:Weave+1+2026',
      title: 'Weaving, 2026',
      aggregation_key: 'courserun:Weave+1',
    };
    await at.world.api.post('/api/v1/content-metadata/', run);
    await at.world.visit(at.page, '/search/course/course-v1%3AWeave%2B1%2B2026', learnerOf(customers.acme));
    await heading('Weaving, 2026').waitFor();
    await counts(at.page, 'In 1 catalog');
    await at.world.visit(at.page, '/search/course/No%2BSuch');
    await at.page.getByRole('alert').filter({ hasText: 'There is nothing here' }).first().waitFor();
    expect(at.browser.takeComplaints().join()).to.match(/404/);
  });

  it('shows the courses of a program', async () => {
    await at.world.visit(at.page, '/search?q=crafts');
    await at.page.getByRole('link', { name: 'Crafts, a program' }).click();
    await heading('Crafts, a program').waitFor();
    await section('Courses').getByRole('link', { name: 'Weaving for beginners' }).click();
    await heading('Weaving for beginners').waitFor();
    await at.page.getByRole('link', { name: /Back$/ }).click();
    await heading('Crafts, a program').waitFor();
    await at.page.getByRole('link', { name: 'Back to the results' }).click();
    await counts(at.page, '2 results for “crafts”');
  });

  it('shows texts from outside as texts, and loads nothing that they name', async () => {
    await at.world.visit(at.page, '/search/course/Trap%2B1');
    await heading('Traps <img src=x onerror="document.title=1"> and how to weave them').waitFor();
    await at.page.getByText('A <script>alert(1)</script> that stays a text.').waitFor();
    expect(await section('About').getByRole('paragraph').allInnerTexts()).to.deep.equal(['Look here.']);
    expect(await at.page.locator('main img, main script, main style, main iframe, main [onclick]').count()).to.equal(0);
    expect(await at.page.title()).to.match(/^Traps/);
  });
});
