import { html, type TemplateResult } from 'lit-html';
import { coursePath, type CourseAddress } from './address.ts';
import type { CatalogList } from './answers.ts';
import { pagerView } from './pager-view.ts';
import { lastPage } from './pages.ts';
import { counted } from './words.ts';

/** A page of the catalogs that contain a course, by customer: the list comes sorted by them. */
export function catalogsView(
  { count, results }: CatalogList,
  { address, pageSize }: { address: CourseAddress; pageSize: number },
): TemplateResult {
  if (count === 0) {
    return html`<p role="status">It is in none of the catalogs that you may see.</p>`;
  }
  const customers = Map.groupBy(results, ({ enterprise_customer }) => enterprise_customer);
  return html`<p role="status">In ${counted(count, 'catalog', 'catalogs')}</p>
    <div class="customers">
      ${[...customers.values()].map(
        (catalogs) =>
          html`<div class="customer">
            <h3>${catalogs[0]?.enterprise_customer_name ?? catalogs[0]?.enterprise_customer}</h3>
            <ul class="plain">
              ${catalogs.map(({ title }) => html`<li>${title}</li>`)}
            </ul>
          </div>`,
      )}
    </div>
    ${pagerView({ label: 'Pages of catalogs', page: address.page, last: lastPage(count, pageSize) }, (page) =>
      coursePath({ ...address, page }),
    )}`;
}
