import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import type { SearchAddress } from './address.ts';
import { facets, valueInWords, valuesOf, type FacetValue } from './facets.ts';
import { inNumbers } from './words.ts';

const shownAtFirst = 8;

/** The facets as groups of checkboxes; long ones can be opened. */
export class FacetList {
  readonly #toggle: (facet: string, value: string) => void;
  readonly #update: () => void;
  readonly #opened = new Set<string>();

  constructor(deps: { toggle: (facet: string, value: string) => void; update: () => void }) {
    this.#toggle = deps.toggle;
    this.#update = deps.update;
  }

  view(counts: Record<string, Record<string, number>>, { chosen }: SearchAddress): TemplateResult[] {
    return facets
      .filter(({ isOffered }) => isOffered)
      .map((facet) => ({ ...facet, values: valuesOf(counts[facet.name] ?? {}, chosen[facet.name] ?? []) }))
      .filter(({ values }) => values.length > 0)
      .map(({ name, label, values }) => this.#group(name, label, values));
  }

  #group(name: string, label: string, values: FacetValue[]): TemplateResult {
    const isOpened = this.#opened.has(name);
    const shown = isOpened ? values : values.filter(({ isChosen }, place) => place < shownAtFirst || isChosen);
    const open = (): void => {
      this.#opened[isOpened ? 'delete' : 'add'](name);
      this.#update();
    };
    return html`<fieldset class="facet">
      <legend>${label}</legend>
      <ul id=${`facet-${name}`}>
        ${repeat(
          shown,
          ({ value }) => value,
          ({ value, count, isChosen }) =>
            html`<li>
              <label>
                <input
                  type="checkbox"
                  .checked=${isChosen}
                  @change=${() => {
                    this.#toggle(name, value);
                  }}
                />
                <span class="facet-value">${valueInWords(name, value)}</span>
                <span class="facet-count">${inNumbers(count)}<span class="unseen"> results</span></span>
              </label>
            </li>`,
        )}
      </ul>
      ${
        values.length <= shownAtFirst
          ? nothing
          : html`<button
              type="button"
              class="link"
              aria-expanded=${isOpened ? 'true' : 'false'}
              aria-controls=${`facet-${name}`}
              @click=${open}
            >
              ${isOpened ? 'Show fewer' : `Show all ${String(values.length)}`}<span class="unseen"> of ${label}</span>
            </button>`
      }
    </fieldset>`;
  }
}
