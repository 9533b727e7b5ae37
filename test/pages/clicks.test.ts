import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { uuidOf } from '../support/documents.ts';
import { pageOfEachTest } from './page-of-each-test.ts';
import { becomes, counts, customers, everyCustomer, learnerOf } from './world.ts';

interface Day {
  searches: number;
  tracked: number;
  clicked: number;
  clicks: number;
  converted: number;
  click_through_rate: number | null;
  mean_click_position: number | null;
}

interface Told {
  event: Record<string, unknown>;
  status: number;
}

const events = '**/1/events';

describe('what the search page tells of clicks', function () {
  this.timeout(60_000);
  const at = pageOfEachTest({ clean: false });

  const result = (name: string) => at.page.getByRole('article').getByRole('link', { name });
  const enrol = () => at.page.getByRole('link', { name: 'Enrol' });
  /** Lets a link lead nowhere: what it leads to is not of this machine. */
  const stayHere = (page: Page): Promise<void> =>
    page.evaluate<undefined>("addEventListener('click', (event) => event.preventDefault())");
  /** Does something, and reads what the page tells of it and how that is answered. */
  const toldBy = async (act: () => Promise<void>): Promise<Told> => {
    const asked = at.page.waitForRequest(events);
    await act();
    const request = await asked;
    const body = JSON.parse(request.postData() ?? '') as { events: Record<string, unknown>[] };
    expect(body.events).to.have.length(1);
    return { event: body.events[0] ?? {}, status: (await request.response())?.status() ?? 0 };
  };
  const countEvents = (page: Page): { told: number } => {
    const counted = { told: 0 };
    page.on('request', (request) => {
      counted.told += new URL(request.url()).pathname === '/1/events' ? 1 : 0;
    });
    return counted;
  };
  /** What the report of today says of a customer, once all that came is counted. */
  const report = async (customer: string): Promise<Day | undefined> => {
    const { analytics } = at.world.service;
    await analytics.flush();
    at.world.clock.later = 60_000;
    try {
      await analytics.tend(new AbortController().signal);
    } finally {
      at.world.clock.later = 0;
    }
    const until = new Date(Date.now() + 60_000).toISOString().slice(0, 10);
    const path = `/api/v1/search-analytics/days?customer=${customer}&until=${until}`;
    const { results } = (await at.world.api.get<{ results: Day[] }>(path)).body;
    return results.at(-1);
  };

  it('is in the report: a result that was opened, and from there the way to enrol', async () => {
    const customer = uuidOf('Crowd 11');
    await at.world.visit(at.page, '/search?sort=title', learnerOf(customer));
    await counts(at.page, '2 results');
    const click = await toldBy(() => result('Weaving for beginners').click());
    expect(click.status, JSON.stringify(click.event)).to.equal(200);
    expect(click.event).to.include({ eventType: 'click', index: 'enterprise_catalog' });
    expect(click.event['positions']).to.deep.equal([2]);
    await enrol().waitFor();
    expect(await enrol().getAttribute('href')).to.match(
      new RegExp(`^http://localhost:18000/enterprise/${customer}/course/Weave\\+1/enroll/\\?catalog=`),
    );
    await stayHere(at.page);
    const conversion = await toldBy(() => enrol().click());
    expect(conversion.status).to.equal(200);
    expect(conversion.event).to.include({ eventType: 'conversion', queryID: click.event['queryID'] });
    expect(conversion.event['objectIDs']).to.deep.equal(click.event['objectIDs']);
    expect(Object.keys(conversion.event), 'and nothing of who it was').to.have.members([
      ...['eventType', 'eventName', 'index', 'queryID', 'objectIDs'],
    ]);
    expect(await report(customer)).to.include({
      ...{ searches: 1, tracked: 1, clicked: 1, clicks: 1, converted: 1 },
      ...{ click_through_rate: 1, mean_click_position: 2 },
    });
    at.browser.expectClean(at.world.url);
  });

  it('can become a conversion in another tab too, whose address says nothing of it', async () => {
    const customer = uuidOf('Crowd 12');
    await at.world.visit(at.page, '/search?q=weaving', learnerOf(customer));
    await counts(at.page, '1 result');
    const link = result('Weaving for beginners');
    const opened = at.page.context().waitForEvent('page');
    const click = await toldBy(() => link.click({ modifiers: ['ControlOrMeta'] }));
    const address = await link.getAttribute('href');
    await (await opened).close();
    // As the browser's menu opens it: nothing of the first tab is there but the address.
    const tab = await at.page.context().newPage();
    try {
      await tab.goto(`${at.world.url}${address ?? ''}`);
      expect(new URL(tab.url()).hash, 'is not shared with the address').to.equal('');
      await tab.getByLabel('Token', { exact: true }).fill(learnerOf(customer));
      await tab.getByRole('button', { name: 'Sign in' }).click();
      await tab.getByRole('link', { name: 'Enrol' }).waitFor();
      await stayHere(tab);
      const asked = tab.waitForRequest(events);
      await tab.getByRole('link', { name: 'Enrol' }).click();
      const request = await asked;
      const body = JSON.parse(request.postData() ?? '') as { events: Record<string, unknown>[] };
      expect((await request.response())?.status()).to.equal(200);
      expect(body.events[0]).to.include({ eventType: 'conversion', queryID: click.event['queryID'] });
    } finally {
      await tab.close();
    }
    expect(await report(customer)).to.include({ searches: 1, clicked: 1, clicks: 1, converted: 1 });
  });

  it('names the place among all results, in whichever tab it is opened and for whichever customers', async () => {
    await at.world.visit(at.page, '/search?q=rowing&page=2', everyCustomer());
    await counts(at.page, 'page 2 of 3');
    const third = at.page.getByRole('article').nth(2).getByRole('link');
    const opened = at.page.context().waitForEvent('page');
    const click = await toldBy(() => third.click({ button: 'middle' }));
    await (await opened).close();
    expect(click.event['positions']).to.deep.equal([23]);
    expect(click.status, JSON.stringify(click.event)).to.equal(200);
    const again = await toldBy(() => third.click());
    expect(again.status, 'the same once more').to.equal(200);
  });

  it('is known of a result after a reload and on the way back, and of nothing that is no result', async () => {
    const told = countEvents(at.page);
    await at.world.visit(at.page, `/search?q=weaving&customer=${customers.acme}`);
    await toldBy(() => result('Weaving for beginners').click());
    await enrol().waitFor();
    await at.page.reload();
    await enrol().waitFor();
    await stayHere(at.page);
    const { event } = await toldBy(() => enrol().click());
    expect(event['eventType']).to.equal('conversion');
    expect(told.told).to.equal(2);
    await at.world.visit(at.page, `/search/course/Weave%2B1?customer=${customers.acme}`);
    await at.page.reload();
    await enrol().waitFor();
    await stayHere(at.page);
    await enrol().click();
    await at.page.getByRole('link', { name: 'Those of all customers' }).waitFor();
    expect(told.told, 'an address that was typed is no result').to.equal(2);
  });

  it('makes no difference to whom it is blocked for, or whom it is refused', async () => {
    for (const answer of ['blocked', 'refused', 'failed'] as const) {
      await at.page.route(events, (route) =>
        answer === 'blocked'
          ? route.abort('blockedbyclient')
          : route.fulfill({
              status: answer === 'refused' ? 401 : 503,
              body: answer === 'failed' ? '<not json>' : '{}',
            }),
      );
      await at.world.visit(at.page, `/search?q=weaving&customer=${customers.acme}&x=${answer}`);
      await at.page.reload();
      const asked = at.page.waitForRequest(events);
      await result('Weaving for beginners').click();
      await asked;
      await enrol().waitFor();
      await stayHere(at.page);
      const second = at.page.waitForRequest(events);
      await enrol().click();
      await second;
      await counts(at.page, 'In 1 catalog');
      expect(await at.page.getByRole('alert').count(), answer).to.equal(0);
      expect(await at.page.getByText('otto').isVisible(), 'still signed in').to.equal(true);
      await at.page.unroute(events);
    }
  });

  it('offers to enrol where the customer is clear, and in what one can enrol', async () => {
    const several = learnerOf(customers.acme, customers.beta);
    await at.world.visit(at.page, '/search/course/Weave%2B1', several);
    await counts(at.page, 'In 2 catalogs');
    expect(await enrol().count(), 'which customer pays is not known').to.equal(0);
    await at.page.getByRole('link', { name: 'Acme crafts' }).waitFor();
    await at.world.visit(at.page, `/search/course/Weave%2B1?customer=${customers.beta}`, several);
    await enrol().waitFor();
    await becomes('the customer', async () => (await enrol().getAttribute('href'))?.includes(customers.beta), true);
    await at.world.visit(at.page, '/search?q=crafts', learnerOf(customers.beta));
    await at.page.reload();
    const asked = at.page.waitForResponse('**/enterprise-customer/*/content-metadata/*/');
    await result('Crafts, a program').click();
    await (await asked).finished();
    await at.page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect(await enrol().count(), 'in a program').to.equal(0);
    at.browser.expectClean(at.world.url);
  });
});
