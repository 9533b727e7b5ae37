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

/** One world and one browser for all files of a run: to make them takes as long as many tests. Tests leave both as they were. */
let shared: Promise<{ world: World; browser: Browser }> | undefined;

export function sharedWorld(): Promise<{ world: World; browser: Browser }> {
  return (shared ??= Promise.all([World.open(), Browser.start()]).then(([world, browser]) => ({ world, browser })));
}

after(async () => {
  const opened = await shared;
  await opened?.browser.close();
  await opened?.world.close();
});

/**
 * Hands out the shared world and browser to the suite that is being described, and a page to each of its tests.
 * @param options.clean whether a test fails that leaves complaints of the page behind, or made it ask elsewhere
 */
export function pageOfEachTest({ clean }: { clean: boolean }): Pages {
  const pages = {} as Pages;
  before(async () => {
    const { world, browser } = await sharedWorld();
    Object.assign(pages, { world, browser });
  });
  beforeEach(async () => {
    pages.page = await pages.browser.open();
    // Only the page in front has the keyboard.
    await pages.page.bringToFront();
  });
  afterEach(async () => {
    await pages.page.close();
    if (clean) {
      pages.browser.expectClean(pages.world.url);
    }
    // What this one was told stays with it.
    pages.browser.takeComplaints();
  });
  return pages;
}
