import { readPlace, type Place } from './address.ts';
import { followedLink } from './followed-link.ts';
import { enter, noteStanding, readEntry, type Entry, type Step } from './history-entry.ts';
import { foundIn } from './insights.ts';

/** Where one is, and how one gets elsewhere: the browser's history, told to whoever listens. */
export class Navigation {
  #place = readPlace(location);
  readonly #listeners = new Set<() => void>();
  /** What the page is to be scrolled to and the keyboard put on, once it is there. */
  #wanted: Pick<Entry, 'scroll' | 'focus'> | undefined = readEntry();

  /** Listens to the browser for as long as the document lives. */
  start(): void {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => {
      // Back and forward: the page is to stand as it was left.
      this.#wanted = { scroll: 0, ...readEntry() };
      this.#arrive();
    });
    addEventListener('pagehide', noteStanding);
    document.addEventListener('click', (event) => {
      this.#clicked(event);
    });
  }

  /** The same object until one goes elsewhere. */
  get place(): Place {
    return this.#place;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  go(path: string, step: Step): void {
    enter(path, step);
    const before = this.#place.at;
    this.#wanted = step.focus === undefined ? undefined : { focus: step.focus };
    this.#arrive();
    if (this.#place.at !== before) {
      scrollTo(0, 0);
    }
  }

  /** What is to get the keyboard as soon as it is there, as a CSS selector. */
  want(focus: string): void {
    this.#wanted = { focus };
  }

  /** To be called when the page has changed. @param stands whether what the address says is on it */
  settle(stands: boolean): void {
    const wanted = this.#wanted;
    if (wanted === undefined) {
      return;
    }
    const element = wanted.focus === undefined ? null : document.querySelector<HTMLElement>(wanted.focus);
    const isThere = wanted.scroll === undefined && element !== null;
    if (!isThere && !stands) {
      return;
    }
    this.#wanted = undefined;
    element?.focus({ preventScroll: wanted.scroll !== undefined });
    if (wanted.scroll !== undefined) {
      scrollTo(0, wanted.scroll);
    }
  }

  #arrive(): void {
    this.#place = readPlace(location);
    for (const listener of this.#listeners) {
      listener();
    }
  }

  /** Links within the pages are followed without loading them anew. */
  #clicked(event: MouseEvent): void {
    const link = followedLink(event);
    if (link === undefined) {
      return;
    }
    const { step } = link.dataset;
    if (link.hash !== '' && link.pathname === location.pathname) {
      event.preventDefault();
      document.querySelector<HTMLElement>(link.hash)?.focus();
    } else if (link.pathname.startsWith('/search')) {
      event.preventDefault();
      if (step === 'back') {
        history.back();
      } else {
        this.go(link.pathname + link.search, { ...this.#stepOf(link.pathname, step), found: foundIn(link.hash) });
      }
    }
  }

  #stepOf(pathname: string, step: string | undefined): Step {
    if (step !== 'page') {
      return { by: 'push', focus: pathname === '/search' ? '#q' : 'h1' };
    }
    // From whichever page of a course's catalogs, one step leads back to the results.
    return this.#place.at === 'search'
      ? { by: 'push', focus: '#results-heading' }
      : { by: 'replace', focus: '#catalogs-heading' };
  }
}
