import { expect } from 'chai';
import { sql } from '../support/service.ts';
import { makeToken } from '../support/token.ts';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts, customers, everyCustomer, field, holdSearch, learnerOf, searches, titles } from './world.ts';

describe('signing in to the search page, and when it gets no answer', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: false });

  const alert = (text: string) => at.page.getByRole('alert').filter({ hasText: text });
  const problem = (status: number, headers: Record<string, string> = {}) => ({
    status,
    headers,
    contentType: 'application/problem+json',
    body: JSON.stringify({ title: 'x', status, detail: 'a detail', requestId: 'request-1' }),
  });

  it('takes the token out of the address, keeps it for the tab, and forgets it when one signs out', async () => {
    await at.world.visit(at.page, '/search?q=rowing', everyCustomer());
    await counts(at.page, '45 results');
    expect(at.page.url()).to.equal(`${at.world.url}/search?q=rowing`);
    await at.page.getByText('otto').waitFor();
    await at.page.reload();
    await counts(at.page, '45 results');
    const another = await at.browser.open();
    await another.goto(`${at.world.url}/search`);
    await another.getByRole('heading', { name: 'Sign in' }).waitFor();
    await another.close();
    await at.page.getByRole('button', { name: 'Sign out' }).click();
    await at.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await at.page.locator('body').innerText()).to.not.match(/Rowing|otto/);
    await at.page.reload();
    await at.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await at.page.getByText('npm run token -- --role enterprise_learner:CUSTOMER').waitFor();
    at.browser.expectClean(at.world.url);
  });

  it('shows the next one who signs in nothing of the one before', async () => {
    await at.world.visit(at.page, '/search', everyCustomer());
    await counts(at.page, '50 results');
    await at.page.getByRole('button', { name: 'Sign out' }).click();
    const gate = Promise.withResolvers<undefined>();
    await at.page.route('**/api/v1/*', async (route) => {
      await gate.promise;
      await route.continue();
    });
    await at.page.getByLabel('Token').fill(learnerOf(customers.beta));
    await at.page.keyboard.press('Enter');
    await at.page.getByText('One moment…').waitFor();
    expect(await at.page.locator('body').innerText()).to.not.match(/Rowing|otto|Acme|every customer/);
    gate.resolve(undefined);
    await counts(at.page, '3 results');
    at.browser.expectClean(at.world.url);
  });

  it('takes a pasted token, and goes on where the address says', async () => {
    await at.world.visit(at.page, '/search?q=rowing&page=2', null);
    await at.page.getByLabel('Token').fill(`  Bearer ${learnerOf(customers.acme)} `);
    await at.page.getByRole('button', { name: 'Sign in' }).click();
    await counts(at.page, 'page 2 of 3');
    await at.page.getByText('lea', { exact: true }).waitFor();
    await at.page.getByText('1 customer', { exact: true }).waitFor();
    await becomes('the focus', () => at.page.evaluate<string>('document.activeElement.id'), 'q');
    at.browser.expectClean(at.world.url);
  });

  it('says that a token is not good (any more), and asks for another', async () => {
    await at.world.visit(at.page, '/search', makeToken({ ttl: -3_600, roles: ['enterprise_learner:*'] }));
    await alert('Your token has ended').waitFor();
    await becomes('the focus', () => at.page.evaluate<string>('document.activeElement.id'), 'token');
    await at.page.getByLabel('Token').fill('nonsense');
    await at.page.keyboard.press('Enter');
    await alert('Your token has ended').waitFor();
    await at.page.getByLabel('Token').fill(everyCustomer());
    await at.page.keyboard.press('Enter');
    await counts(at.page, '50 results');
    expect(await at.page.getByRole('alert').count()).to.equal(0);
    expect(
      at.browser.takeComplaints().every((one) => one.includes('401')),
      'nothing but refusals',
    ).to.equal(true);
  });

  it('asks anew when a key is revoked meanwhile, and leaves nothing in sight', async () => {
    const { body: key } = await at.world.api.post<{ id: string; secret: string }>('/api/v1/api-keys/', {
      name: 'a visitor',
      roles: [customers.acme, customers.beta].map((context) => ({ role: 'enterprise_learner', context })),
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await at.world.visit(at.page, '/search', key.secret);
    await counts(at.page, '49 results');
    await at.world.api.ask('DELETE', `/api/v1/api-keys/${key.id}/`);
    await field(at.page).fill('weaving');
    await alert('Your token has ended').waitFor();
    expect(await at.page.locator('body').innerText()).to.not.match(/Rowing|Acme/);
    await at.page.goBack().catch(() => null);
    expect(await at.page.getByRole('article').count()).to.equal(0);
    at.browser.takeComplaints();
  });

  it('searches for one customer with a key for that one, which ends when one signs out', async () => {
    const keys: Record<string, string>[] = [];
    at.page.on('request', (request) => {
      if (request.url().includes('/1/indexes/')) {
        keys.push(request.headers());
      }
    });
    const search = async (): Promise<number> => {
      const headers = { 'x-algolia-api-key': keys.at(-1)?.['x-algolia-api-key'] ?? '', 'Content-Type': 'text/plain' };
      const url = `${at.world.url}/1/indexes/enterprise_catalog/query`;
      return (await fetch(url, { method: 'POST', headers, body: '{}' })).status;
    };
    await at.world.visit(at.page, '/search', learnerOf(customers.beta));
    await counts(at.page, '3 results');
    await field(at.page).fill('weaving');
    await counts(at.page, '2 results');
    expect(keys.length).to.be.greaterThan(1);
    for (const headers of keys) {
      expect(headers['x-algolia-api-key']).to.match(/^percologsearch_/);
      expect(headers['authorization']).to.equal(undefined);
    }
    expect(new Set(keys.map((headers) => headers['x-algolia-api-key'])).size, 'one for all searches').to.equal(1);
    expect(await search()).to.equal(200);
    await at.page.getByRole('button', { name: 'Sign out' }).click();
    await becomes('the answer to its key', search, 403);
    at.browser.expectClean(at.world.url);
  });

  it('makes another key when the one that it has is refused, and says so when that is of no use', async () => {
    await at.world.visit(at.page, `/search?customer=${customers.beta}`, learnerOf(customers.acme, customers.beta));
    await counts(at.page, '3 results');
    await sql(at.world.service.stores, 'UPDATE search_token SET revoked_at = UTC_TIMESTAMP(3)');
    await field(at.page).fill('weaving');
    await counts(at.page, '2 results');
    expect(at.browser.takeComplaints()).to.have.length(1);
    await at.page.route(searches, (route) => route.fulfill(problem(403)));
    await field(at.page).fill('rowing');
    await alert('This is not open to you').waitFor();
    at.browser.takeComplaints();
  });

  it('says what is the matter in plain words, and tries again', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    const cases: [ReturnType<typeof problem> | 'abort', string, string][] = [
      [problem(503, { 'Retry-After': '1' }), 'Not available just now', 'Try again in a moment'],
      [problem(429, { 'Retry-After': '7' }), 'Too many requests', 'Try again in 7 seconds'],
      [problem(403), 'This is not open to you', 'a detail'],
      [problem(500), 'Something went wrong', 'request-1'],
      ['abort', 'No answer', 'offline'],
    ];
    for (const [answer, title, advice] of cases) {
      await at.page.route(searches, (route) => (answer === 'abort' ? route.abort() : route.fulfill(answer)));
      await field(at.page).fill(`rowing ${title}`.slice(0, 8));
      await alert(title).filter({ hasText: advice }).waitFor();
      expect(await titles(at.page)).to.deep.equal([]);
      await at.page.unroute(searches);
      await at.page.getByRole('button', { name: 'Try again' }).click();
      await at.page.getByRole('status').filter({ hasText: 'result' }).waitFor();
      expect(await alert(title).count()).to.equal(0);
      await field(at.page).fill('');
      await counts(at.page, /^50 results$/);
    }
    await field(at.page).fill('w '.repeat(40));
    await alert('This cannot be searched for').filter({ hasText: '32 words' }).waitFor();
    expect(
      await at.page.getByRole('button', { name: 'Try again' }).count(),
      'the same would be refused again',
    ).to.equal(0);
    at.browser.takeComplaints();
  });

  it('asks for the same again after a failure, of words, filters, order and page', async () => {
    const path = '/search?q=rowing&subjects=Sport&sort=title&page=2';
    await at.page.route(searches, (route) => route.fulfill(problem(503)));
    await at.world.visit(at.page, path);
    await alert('Not available just now').waitFor();
    await at.page.unroute(searches);
    await at.page.getByRole('button', { name: 'Try again' }).click();
    await counts(at.page, '45 results for “rowing”, page 2 of 3');
    expect(at.page.url()).to.equal(`${at.world.url}${path}`);
    at.browser.takeComplaints();
  });

  it('tells a failure of the catalogs beside the course that is there', async () => {
    await at.page.route('**/catalogs?*', (route) => route.fulfill(problem(503)));
    await at.world.visit(at.page, '/search/course/Weave%2B1');
    await at.page.getByRole('heading', { name: 'Weaving for beginners' }).waitFor();
    await alert('Not available just now').waitFor();
    await at.page.unroute('**/catalogs?*');
    await at.page.getByRole('button', { name: 'Try again' }).click();
    await counts(at.page, 'In 32 catalogs');
    at.browser.takeComplaints();
  });

  it('shows the answer to the last question, in whatever order answers come', async () => {
    await at.world.visit(at.page, '/search');
    await counts(at.page, '50 results');
    const held = await holdSearch(at.page, 'rowing');
    await field(at.page).fill('rowing');
    await held.asked;
    await field(at.page).fill('weaving');
    await counts(at.page, '3 results for “weaving”');
    const late = at.page.waitForResponse(
      (answer) => answer.request().postData()?.includes('"query":"rowing"') === true,
    );
    held.letGo();
    await (await late).finished();
    // Another question, asked and answered after the late one.
    await field(at.page).fill('weaving beginners');
    const seen: string[] = [];
    await becomes(
      'the results',
      async () => {
        seen.push((await at.page.locator('#count').innerText()).trim());
        return seen.at(-1)?.replace(/^.*?for /, '');
      },
      '“weaving beginners”',
    );
    expect(seen.join()).to.not.include('rowing');
    expect((await titles(at.page))[0]).to.equal('Weaving for beginners');
    at.browser.expectClean(at.world.url);
  });

  it('keeps what it shows until the next answer is there, and says that it is busy', async () => {
    await at.world.visit(at.page, '/search?q=rowing');
    await counts(at.page, '45 results');
    const held = await holdSearch(at.page, 'weaving');
    const results = at.page.getByRole('region', { name: 'Results' });
    expect(await results.getAttribute('aria-busy')).to.equal('false');
    await field(at.page).fill('weaving');
    await becomes('busy', () => results.getAttribute('aria-busy'), 'true');
    expect(await titles(at.page)).to.have.length(20);
    held.letGo();
    await counts(at.page, '3 results for “weaving”');
    expect(await results.getAttribute('aria-busy')).to.equal('false');
    at.browser.expectClean(at.world.url);
  });
});
