import { html, nothing, type TemplateResult } from 'lit-html';
import type { SearchAddress } from './address.ts';
import { facets, valueInWords } from './facets.ts';

/** What the results are narrowed by, each to be taken away; nothing where they are not. */
export function chipsView(
  { chosen }: SearchAddress,
  remove: (facet: string, value: string) => void,
  clear: () => void,
): TemplateResult | typeof nothing {
  const chips = facets.flatMap(({ name, label }) => (chosen[name] ?? []).map((value) => ({ name, label, value })));
  if (chips.length === 0) {
    return nothing;
  }
  return html`<div class="chips">
    <ul aria-label="Chosen filters">
      ${chips.map(({ name, label, value }) => {
        const words = `${label}: ${valueInWords(name, value)}`;
        return html`<li>
          <button
            type="button"
            class="chip"
            aria-label=${`Remove filter ${words}`}
            @click=${() => {
              remove(name, value);
            }}
          >
            ${words}<span aria-hidden="true" class="chip-cross">×</span>
          </button>
        </li>`;
      })}
    </ul>
    <button type="button" class="link" @click=${clear}>Clear all filters</button>
  </div>`;
}
