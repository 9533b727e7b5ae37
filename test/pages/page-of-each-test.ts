import type { Page } from 'playwright-core';
import { Browser } from './browser.ts';
import { World } from './world.ts';

/** What the tests of a suite look at; it is there from the first `before` of its own on. */
export interface Pages {
  world: World;
  browser: Browser;
  /** A new one for each test. */
  page: Page;
}

/**
 * Opens a world and a browser for the suite that is being described, and a page for each of its tests.
 * @param options.clean whether a test fails that leaves complaints of the page behind, or made it ask elsewhere
 */
export function pageOfEachTest({ clean }: { clean: boolean }): Pages {
  const pages = {} as Pages;
  before(async () => {
    pages.world = await World.open();
    pages.browser = await Browser.start();
  });
  beforeEach(async () => {
    pages.page = await pages.browser.open();
  });
  afterEach(async () => {
    await pages.page.close();
    if (clean) {
      pages.browser.expectClean(pages.world.url);
    }
  });
  after(async () => {
    await pages.browser.close();
    await pages.world.close();
  });
  return pages;
}
