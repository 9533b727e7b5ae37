import { html, nothing, type TemplateResult } from 'lit-html';
import type { Hit } from './answers.ts';
import { coursePath } from './address.ts';
import { kindInWords } from './facets.ts';
import { markedView } from './marked-view.ts';
import { tileView } from './tile-view.ts';
import { priceInWords } from './words.ts';

/** One result: its title leads to its page. */
export function resultView(hit: Hit, customer: string | undefined): TemplateResult {
  const { short_description, full_description, title } = hit.highlights ?? {};
  // What was found in the long text says more than a short one without the words.
  const isDeep = short_description === undefined && full_description !== undefined;
  return html`<article class="result">
    ${tileView(hit.partners[0] ?? hit.title)}
    <div class="result-text">
      <h3>
        <a href=${coursePath({ key: hit.content_key, customer, page: 1 })} id=${`result:${hit.content_key}`}
          >${markedView(title, hit.title)}</a
        >
      </h3>
      ${hit.partners.length === 0 ? nothing : html`<p class="partner">${hit.partners.join(', ')}</p>`}
      <p class="excerpt">
        ${isDeep ? html`… ${markedView(full_description, '')} …` : markedView(short_description, hit.short_description)}
      </p>
      ${traits(hit)}
    </div>
  </article>`;
}

function traits(hit: Hit): TemplateResult {
  const all = [
    kindInWords(hit.learning_type),
    hit.level_type,
    ...hit.availability.slice(0, 1),
    hit.language,
    hit.price === null ? null : priceInWords(hit.price),
  ].filter((trait) => trait !== null);
  return html`<ul class="traits" aria-label="At a glance">
    ${all.map((trait) => html`<li>${trait}</li>`)}
  </ul>`;
}
