import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { makeToken } from '../support/token.ts';
import { Browser } from './browser.ts';
import { becomes, counts, customers, everyCustomer, field, learnerOf, titles, World } from './world.ts';

describe('signing in to the search page, and when it gets no answer', function () {
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
  afterEach(() => page.close());
  after(async () => {
    await browser.close();
    await world.close();
  });

  const alert = (text: string) => page.getByRole('alert').filter({ hasText: text });
  const search = '**/api/v1/search?*';
  const problem = (status: number, headers: Record<string, string> = {}) => ({
    status,
    headers,
    contentType: 'application/problem+json',
    body: JSON.stringify({ title: 'x', status, detail: 'a detail', requestId: 'request-1' }),
  });

  it('takes the token out of the address, keeps it for the tab, and forgets it when one signs out', async () => {
    await world.visit(page, '/search?q=rowing', everyCustomer());
    await counts(page, '45 results');
    expect(page.url()).to.equal(`${world.url}/search?q=rowing`);
    await page.getByText('otto').waitFor();
    await page.reload();
    await counts(page, '45 results');
    const another = await browser.open();
    await another.goto(`${world.url}/search`);
    await another.getByRole('heading', { name: 'Sign in' }).waitFor();
    await another.close();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.locator('body').innerText()).to.not.match(/Rowing|otto/);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByText('npm run token -- --role enterprise_learner:CUSTOMER').waitFor();
    browser.expectClean(world.url);
  });

  it('shows the next one who signs in nothing of the one before', async () => {
    await world.visit(page, '/search', everyCustomer());
    await counts(page, '50 results');
    await page.getByRole('button', { name: 'Sign out' }).click();
    const gate = Promise.withResolvers<undefined>();
    await page.route('**/api/v1/*', async (route) => {
      await gate.promise;
      await route.continue();
    });
    await page.getByLabel('Token').fill(learnerOf(customers.beta));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Results' }).waitFor();
    expect(await page.locator('body').innerText()).to.not.match(/Rowing|otto|Acme|every customer/);
    gate.resolve(undefined);
    await counts(page, '3 results');
    browser.expectClean(world.url);
  });

  it('takes a pasted token, and goes on where the address says', async () => {
    await world.visit(page, '/search?q=rowing&page=2', null);
    await page.getByLabel('Token').fill(`  Bearer ${learnerOf(customers.acme)} `);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await counts(page, 'page 2 of 3');
    await page.getByText('lea', { exact: true }).waitFor();
    await page.getByText('1 customer', { exact: true }).waitFor();
    await becomes('the focus', () => page.evaluate<string>('document.activeElement.id'), 'q');
    browser.expectClean(world.url);
  });

  it('says that a token is not good (any more), and asks for another', async () => {
    await world.visit(page, '/search', makeToken({ ttl: -3_600, roles: ['enterprise_learner:*'] }));
    await alert('Your token has ended').waitFor();
    await becomes('the focus', () => page.evaluate<string>('document.activeElement.id'), 'token');
    await page.getByLabel('Token').fill('nonsense');
    await page.keyboard.press('Enter');
    await alert('Your token has ended').waitFor();
    await page.getByLabel('Token').fill(everyCustomer());
    await page.keyboard.press('Enter');
    await counts(page, '50 results');
    expect(await page.getByRole('alert').count()).to.equal(0);
    expect(
      browser.takeComplaints().every((one) => one.includes('401')),
      'nothing but refusals',
    ).to.equal(true);
  });

  it('asks anew when a key is revoked meanwhile, and leaves nothing in sight', async () => {
    const { body: key } = await world.api.post<{ id: string; secret: string }>('/api/v1/api-keys/', {
      name: 'a visitor',
      roles: [{ role: 'enterprise_learner', context: customers.acme }],
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await world.visit(page, '/search', key.secret);
    await counts(page, '47 results');
    await world.api.ask('DELETE', `/api/v1/api-keys/${key.id}/`);
    await field(page).fill('weaving');
    await alert('Your token has ended').waitFor();
    expect(await page.locator('body').innerText()).to.not.match(/Rowing|Acme/);
    await page.goBack().catch(() => null);
    expect(await page.getByRole('article').count()).to.equal(0);
    browser.takeComplaints();
  });

  it('says what is the matter in plain words, and tries again', async () => {
    await world.visit(page, '/search');
    await counts(page, '50 results');
    const cases: [ReturnType<typeof problem> | 'abort', string, string][] = [
      [problem(503, { 'Retry-After': '1' }), 'Not available just now', 'Try again in a moment'],
      [problem(429, { 'Retry-After': '7' }), 'Too many requests', 'Try again in 7 seconds'],
      [problem(403), 'This is not open to you', 'a detail'],
      [problem(500), 'Something went wrong', 'request-1'],
      ['abort', 'No answer', 'offline'],
    ];
    for (const [answer, title, advice] of cases) {
      await page.route(search, (route) => (answer === 'abort' ? route.abort() : route.fulfill(answer)));
      await field(page).fill(`rowing ${title}`.slice(0, 8));
      await alert(title).filter({ hasText: advice }).waitFor();
      expect(await titles(page)).to.deep.equal([]);
      await page.unroute(search);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('status').filter({ hasText: 'result' }).waitFor();
      expect(await alert(title).count()).to.equal(0);
      await field(page).fill('');
      await counts(page, /^50 results$/);
    }
    await field(page).fill('w '.repeat(40));
    await alert('This cannot be searched for').filter({ hasText: '32 words' }).waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count(), 'the same would be refused again').to.equal(
      0,
    );
    browser.takeComplaints();
  });

  it('tells a failure of the catalogs beside the course that is there', async () => {
    await page.route('**/catalogs?*', (route) => route.fulfill(problem(503)));
    await world.visit(page, '/search/course/Weave%2B1');
    await page.getByRole('heading', { name: 'Weaving for beginners' }).waitFor();
    await alert('Not available just now').waitFor();
    await page.unroute('**/catalogs?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await counts(page, 'In 32 catalogs');
    browser.takeComplaints();
  });

  it('shows the answer to the last question, in whatever order answers come', async () => {
    await world.visit(page, '/search');
    await counts(page, '50 results');
    const gate = Promise.withResolvers<undefined>();
    const asked = Promise.withResolvers<undefined>();
    let late: Promise<unknown> = Promise.resolve();
    await page.route('**/api/v1/search?q=rowing&*', (route) => {
      asked.resolve(undefined);
      late = gate.promise.then(() => route.continue());
    });
    await field(page).fill('rowing');
    await asked.promise;
    await field(page).fill('weaving');
    await counts(page, '3 results for “weaving”');
    gate.resolve(undefined);
    await late;
    // Another question, asked and answered after the late one.
    await field(page).fill('weaving beginners');
    const seen: string[] = [];
    await becomes(
      'the results',
      async () => {
        seen.push((await page.locator('#count').innerText()).trim());
        return seen.at(-1);
      },
      '1 result for “weaving beginners”',
    );
    expect(seen.join()).to.not.include('rowing');
    expect(await titles(page)).to.deep.equal(['Weaving for beginners']);
    browser.expectClean(world.url);
  });

  it('keeps what it shows until the next answer is there, and says that it is busy', async () => {
    await world.visit(page, '/search?q=rowing');
    await counts(page, '45 results');
    const gate = Promise.withResolvers<undefined>();
    await page.route('**/api/v1/search?q=weaving&*', async (route) => {
      await gate.promise;
      await route.continue();
    });
    const results = page.getByRole('region', { name: 'Results' });
    expect(await results.getAttribute('aria-busy')).to.equal('false');
    await field(page).fill('weaving');
    await becomes('busy', () => results.getAttribute('aria-busy'), 'true');
    expect(await titles(page)).to.have.length(20);
    gate.resolve(undefined);
    await counts(page, '3 results for “weaving”');
    expect(await results.getAttribute('aria-busy')).to.equal('false');
    browser.expectClean(world.url);
  });
});
