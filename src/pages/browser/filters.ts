import { html, type TemplateResult } from 'lit-html';
import type { SearchAddress } from './address.ts';
import type { SearchAnswer } from './answers.ts';
import { FacetList } from './facet-list.ts';
import type { Shell } from './shell.ts';
import { counted } from './words.ts';

/** The facets, beside the results where there is room; else to be opened above them. */
export class Filters {
  readonly #shell: Shell;
  readonly #facets: FacetList;
  readonly #wide = matchMedia('(min-width: 60rem)');
  #isOpen = false;

  /** @param deps.toggle chooses a value, or takes it back */
  constructor(deps: { shell: Shell; toggle: (facet: string, value: string) => void }) {
    const { shell } = deps;
    const update = (): void => {
      shell.update();
    };
    this.#shell = shell;
    this.#facets = new FacetList({ toggle: deps.toggle, update });
    this.#wide.addEventListener('change', update);
  }

  /** @param answer the last one; undefined before there is any */
  view(answer: SearchAnswer | undefined, address: SearchAddress): TemplateResult {
    const groups = answer === undefined ? [] : this.#facets.view(answer.facets, address);
    const isEmpty = answer !== undefined && groups.length === 0;
    const content = isEmpty ? html`<p class="soft">Nothing to choose from.</p>` : groups;
    const heading = html`<h2 id="filters-heading">Filters</h2>`;
    return html`<section class="filters" aria-labelledby="filters-heading">
      ${this.#wide.matches ? html`${heading} ${content}` : this.#drawer(heading, content, answer?.count ?? 0)}
    </section>`;
  }

  #drawer(heading: TemplateResult, content: TemplateResult | TemplateResult[], count: number): TemplateResult {
    const toggled = (event: Event): void => {
      this.#isOpen = (event.target as HTMLDetailsElement).open;
      this.#shell.update();
    };
    const close = (): void => {
      this.#isOpen = false;
      this.#shell.update();
      document.getElementById('results-heading')?.focus();
    };
    return html`<details ?open=${this.#isOpen} @toggle=${toggled}>
      <summary>${heading}</summary>
      ${content}
      <button type="button" class="button button-main filters-done" @click=${close}>
        Show ${counted(count, 'result', 'results')}
      </button>
    </details>`;
  }
}
