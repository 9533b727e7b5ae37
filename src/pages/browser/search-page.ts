import { html, nothing, type TemplateResult } from 'lit-html';
import { everything, searchPath, searchRequest, type SearchAddress } from './address.ts';
import type { SearchAnswer } from './answers.ts';
import type { Failure } from './ask.ts';
import { chipsView } from './chips-view.ts';
import { CustomerChooser } from './customer-chooser.ts';
import { failureView } from './failure-view.ts';
import { Filters } from './filters.ts';
import { Latest } from './latest.ts';
import { lastPage } from './pages.ts';
import { resultListView, type Found } from './result-list-view.ts';
import type { Shell } from './shell.ts';
import { counted } from './words.ts';

const pageSize = 20;
const typingPause = 180;
/** Answers kept, so that a page that one goes back to stands at once. */
const remembered = 30;

/** The page of results: words, customer, facets, results, pages. What it shows is what the address says. */
export class SearchPage {
  readonly #shell: Shell;
  readonly #filters: Filters;
  readonly #chooser: CustomerChooser;
  readonly #latest = new Latest();
  readonly #answers = new Map<string, SearchAnswer>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #address = everything;
  /** What stands in the field; the address follows a moment later. */
  #text = '';
  #shown: Found | undefined;
  #failure: Failure | undefined;
  #isBusy = false;

  constructor(shell: Shell, chooser: (choose: (uuid: string | undefined) => void) => CustomerChooser) {
    this.#shell = shell;
    this.#chooser = chooser((customer) => {
      // Values of one customer's facets would find nothing of another's.
      this.#go({ customer, chosen: {}, page: 1 });
    });
    this.#filters = new Filters({
      shell,
      toggle: (facet, value) => {
        this.#toggle(facet, value);
      },
    });
  }

  get title(): string {
    return this.#address.text.trim() === '' ? 'Find courses' : `${this.#address.text.trim()} – Find courses`;
  }

  /** Whether what the address says is on the page. */
  get stands(): boolean {
    return !this.#isBusy;
  }

  /** Shows what an address says: at once as far as it is known, and anew from the service. */
  open(address: SearchAddress): void {
    if (address.customer !== this.#address.customer) {
      // Nothing of another customer stays in sight, not even for a moment.
      this.#shown = undefined;
    }
    clearTimeout(this.#timer);
    this.#address = address;
    this.#text = address.text;
    this.#chooser.show(address.customer);
    const known = this.#answers.get(searchRequest(address, pageSize));
    if (known !== undefined) {
      this.#shown = { address, answer: known };
      this.#failure = undefined;
    }
    this.#isBusy = known === undefined;
    void this.#load(address);
  }

  /** Another page is shown now: what is still typed or asked here leads nowhere. */
  leave(): void {
    this.#latest.stop();
    clearTimeout(this.#timer);
  }

  /** Forgets what was shown: somebody else may sign in. */
  forget(): void {
    this.leave();
    this.#answers.clear();
    this.#shown = undefined;
    this.#failure = undefined;
  }

  async #load(address: SearchAddress): Promise<void> {
    const request = searchRequest(address, pageSize);
    const outcome = await this.#latest.run((signal) => this.#shell.ask<SearchAnswer>(request, signal));
    if (outcome === undefined) {
      return;
    }
    this.#isBusy = false;
    if (outcome.state === 'failed') {
      this.#failure = outcome.failure;
    } else {
      this.#failure = undefined;
      this.#shown = { address, answer: outcome.body };
      this.#remember(request, outcome.body);
    }
    this.#shell.update();
  }

  #remember(request: string, answer: SearchAnswer): void {
    this.#answers.delete(request);
    this.#answers.set(request, answer);
    if (this.#answers.size > remembered) {
      this.#answers.delete(this.#answers.keys().next().value ?? '');
    }
  }

  #go(change: Partial<SearchAddress>, focus?: string): void {
    this.#shell.go(searchPath({ ...this.#address, text: this.#text, ...change }), {
      by: 'push',
      ...(focus === undefined ? {} : { focus }),
    });
  }

  #toggle(facet: string, value: string, focus?: string): void {
    const before = this.#address.chosen[facet] ?? [];
    const after = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
    this.#go({ chosen: { ...this.#address.chosen, [facet]: after }, page: 1 }, focus);
  }

  #removeChip(facet: string, value: string): void {
    const chips = Object.values(this.#address.chosen).flat().length;
    this.#toggle(facet, value, chips > 1 ? '.chip' : '#q');
  }

  view(): TemplateResult {
    return html`<div class="ask">
        <h1>Find courses</h1>
        <div class="ask-fields">
          <form role="search" action="/search" @submit=${this.#submitted}>
            <label for="q">Topic, skill or partner</label>
            <div class="field">
              <input
                id="q"
                name="q"
                type="search"
                maxlength="500"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="search"
                .value=${this.#text}
                @input=${this.#typed}
              />
              <button type="submit" class="button button-main">Search</button>
            </div>
          </form>
          ${this.#chooser.view()}
        </div>
      </div>
      <div class="columns">${this.#filters.view(this.#shown?.answer, this.#address)} ${this.#results()}</div>`;
  }

  readonly #typed = (event: Event): void => {
    this.#text = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#shell.go(searchPath({ ...this.#address, text: this.#text, page: 1 }), { by: 'push', isTyping: true });
    }, typingPause);
  };

  readonly #submitted = (event: Event): void => {
    event.preventDefault();
    this.#go({ page: 1 }, '#results-heading');
  };

  #results(): TemplateResult {
    return html`<section
      class=${this.#isBusy ? 'results is-busy' : 'results'}
      aria-labelledby="results-heading"
      aria-busy=${this.#isBusy ? 'true' : 'false'}
    >
      <div class="results-head">
        <h2 id="results-heading" tabindex="-1">Results</h2>
        <p role="status" id="count">${this.#status()}</p>
      </div>
      ${chipsView(
        this.#address,
        (facet, value) => {
          this.#removeChip(facet, value);
        },
        () => {
          this.#go({ chosen: {}, page: 1 }, '#q');
        },
      )}
      ${
        this.#failure !== undefined
          ? failureView(this.#failure, () => void this.#retry())
          : this.#shown !== undefined
            ? resultListView(this.#shown, pageSize)
            : nothing
      }
    </section>`;
  }

  #retry(): Promise<void> {
    this.#isBusy = true;
    this.#shell.update();
    return this.#load(this.#address);
  }

  /** Said aloud whenever it changes. */
  #status(): string {
    if (this.#shown === undefined || this.#failure !== undefined) {
      return '';
    }
    const { address, answer } = this.#shown;
    const words = address.text.trim();
    const last = lastPage(answer.count, pageSize);
    return [
      counted(answer.count, 'result', 'results'),
      words === '' ? '' : ` for “${words}”`,
      address.page > 1 && answer.results.length > 0 ? `, page ${String(address.page)} of ${String(last)}` : '',
    ].join('');
  }
}
