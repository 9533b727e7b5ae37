import { html, nothing, render, type TemplateResult } from 'lit-html';
import { readPlace, type Place } from './address.ts';
import type { Me } from './answers.ts';
import { ask, type Failure, type Outcome } from './ask.ts';
import { CoursePage } from './course-page.ts';
import { CustomerChooser } from './customer-chooser.ts';
import { followedLink } from './followed-link.ts';
import { enter, noteStanding, readEntry, type Entry } from './history-entry.ts';
import { Latest } from './latest.ts';
import { SearchPage } from './search-page.ts';
import { forgetToken, keepToken, readToken } from './session.ts';
import type { Shell, Step } from './shell.ts';
import { signInView } from './sign-in-view.ts';
import { callerInWords, failureInWords } from './words.ts';

/** The whole: who is signed in, where one is, and what is shown. */
export class App implements Shell {
  readonly #main: HTMLElement;
  readonly #corner: HTMLElement;
  readonly #chooser: CustomerChooser;
  readonly #search: SearchPage;
  readonly #course: CoursePage;
  readonly #identity = new Latest();
  #token: string | undefined;
  #me: Me | undefined;
  /** Why the token is asked for again. */
  #fault: string | undefined;
  #place: Place;
  /** What the page is to be scrolled to and the keyboard put on, once it is there. */
  #wanted: Pick<Entry, 'scroll' | 'focus'> | undefined;

  /** @param deps.corner where it says who is signed in */
  constructor(deps: { main: HTMLElement; corner: HTMLElement }) {
    this.#main = deps.main;
    this.#corner = deps.corner;
    let choose: (uuid: string | undefined) => void = () => undefined;
    this.#chooser = new CustomerChooser({
      shell: this,
      choose: (uuid) => {
        choose(uuid);
      },
    });
    this.#search = new SearchPage(this, (chosen) => {
      choose = chosen;
      return this.#chooser;
    });
    this.#course = new CoursePage({ shell: this, nameOf: (customer) => this.#chooser.nameOf(customer) });
    this.#place = readPlace(location);
  }

  start(): void {
    history.scrollRestoration = 'manual';
    addEventListener('popstate', () => {
      this.#arrive();
    });
    document.addEventListener('click', (event) => {
      this.#clicked(event);
    });
    addEventListener('pagehide', () => {
      noteStanding();
    });
    const token = readToken();
    if (token === undefined) {
      this.update();
    } else {
      this.#wanted = readEntry();
      this.#signIn(token);
    }
  }

  async ask<Body>(path: string, signal: AbortSignal): Promise<Outcome<Body>> {
    const token = this.#token ?? '';
    const outcome = await ask<Body>(path, token, signal);
    if (outcome.state === 'failed' && outcome.failure.kind === 'ended' && token === this.#token) {
      this.#signOut(faultOf(outcome.failure));
    }
    return outcome;
  }

  go(path: string, step: Step): void {
    enter(path, step);
    const before = this.#place.at;
    this.#wanted = step.focus === undefined ? undefined : { focus: step.focus };
    this.#show();
    if (this.#place.at !== before) {
      scrollTo(0, 0);
    }
  }

  update(): void {
    render(this.#token === undefined ? this.#signInView() : this.#page(), this.#main);
    render(this.#cornerView(), this.#corner);
    const title = this.#token === undefined ? 'Sign in' : this.#at().title;
    document.title = `${title} – Percolog`;
    this.#settle();
  }

  /** Shows what the address says now. */
  #show(): void {
    this.#place = readPlace(location);
    if (this.#place.at === 'search') {
      this.#course.leave();
      this.#search.open(this.#place.search);
    } else {
      this.#search.leave();
      this.#chooser.show(this.#place.course.customer);
      this.#course.open(this.#place.course);
    }
    this.update();
  }

  /** Back, forward, or a reload: the page is to stand as it was left. */
  #arrive(): void {
    this.#wanted = { scroll: 0, ...readEntry() };
    if (this.#token !== undefined) {
      this.#show();
    }
  }

  #settle(): void {
    const wanted = this.#wanted;
    if (wanted === undefined || this.#token === undefined) {
      return;
    }
    const element = wanted.focus === undefined ? null : document.querySelector<HTMLElement>(wanted.focus);
    const isThere = wanted.scroll === undefined && element !== null;
    if (!isThere && !this.#at().stands) {
      return;
    }
    this.#wanted = undefined;
    element?.focus({ preventScroll: wanted.scroll !== undefined });
    if (wanted.scroll !== undefined) {
      scrollTo(0, wanted.scroll);
    }
  }

  #at(): SearchPage | CoursePage {
    return this.#place.at === 'search' ? this.#search : this.#course;
  }

  #page(): TemplateResult {
    return this.#place.at === 'search' ? this.#search.view() : this.#course.view(readEntry().from);
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
    } else if (link.pathname.startsWith('/search') && this.#token !== undefined) {
      event.preventDefault();
      if (step === 'back') {
        history.back();
      } else {
        this.go(link.pathname + link.search, this.#stepOf(link.pathname, step));
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

  #signIn(token: string): void {
    this.#token = token;
    this.#fault = undefined;
    void this.#chooser.start();
    void this.#identify();
    this.#show();
  }

  async #identify(): Promise<void> {
    const outcome = await this.#identity.run((signal) => this.ask<Me>('/api/v1/me', signal));
    if (outcome?.state === 'answered') {
      this.#me = outcome.body;
      this.update();
    }
  }

  #signOut(fault: string | undefined): void {
    forgetToken();
    this.#identity.stop();
    this.#search.forget();
    this.#course.forget();
    this.#token = undefined;
    this.#me = undefined;
    this.#fault = fault;
    this.update();
    document.getElementById('token')?.focus();
  }

  #signInView(): TemplateResult {
    return signInView(this.#fault, (token) => {
      keepToken(token);
      this.#wanted = { focus: this.#place.at === 'search' ? '#q' : 'h1' };
      this.#signIn(token);
    });
  }

  #cornerView(): TemplateResult | typeof nothing {
    if (this.#token === undefined) {
      return nothing;
    }
    const caller = this.#me === undefined ? undefined : callerInWords(this.#me);
    return html`<p class="caller">
        ${caller === undefined ? nothing : html`<strong>${caller.name}</strong> <span class="soft">${caller.reach}</span>`}
      </p>
      <button
        type="button"
        class="button"
        @click=${() => {
          this.#signOut(undefined);
        }}
      >
        Sign out
      </button>`;
  }
}

function faultOf(failure: Failure): string {
  const { title, advice } = failureInWords(failure);
  return `${title}. ${advice}`;
}
