import { html, nothing, type TemplateResult } from 'lit-html';
import { pagesToOffer } from './pages.ts';
import { inNumbers } from './words.ts';

/** Links to the pages of a list; nothing where there is one page only. */
export function pagerView(
  list: { label: string; page: number; last: number },
  pathOf: (page: number) => string,
): TemplateResult | typeof nothing {
  const { label, page, last } = list;
  if (last <= 1) {
    return nothing;
  }
  const link = (to: number, text: string): TemplateResult | typeof nothing =>
    to < 1 || to > last ? nothing : html`<a class="page page-step" href=${pathOf(to)} data-step="page">${text}</a>`;
  return html`<nav class="pager" aria-label=${label}>
    ${link(page - 1, 'Previous')}
    <ol>
      ${pagesToOffer(page, last).map((one) =>
        one === 'gap'
          ? html`<li class="page-gap"><span aria-hidden="true">…</span></li>`
          : html`<li>
              <a
                class="page"
                href=${pathOf(one)}
                data-step="page"
                aria-current=${one === page ? 'page' : nothing}
                aria-label=${`Page ${inNumbers(one)}`}
                >${inNumbers(one)}</a
              >
            </li>`,
      )}
    </ol>
    ${link(page + 1, 'Next')}
  </nav>`;
}
