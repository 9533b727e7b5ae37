import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { searchPath, type SearchAddress } from './address.ts';
import type { SearchAnswer } from './answers.ts';
import { pagerView } from './pager-view.ts';
import { lastPage } from './pages.ts';
import { resultView } from './result-view.ts';

/** What was found for an address. */
export interface Found {
  address: SearchAddress;
  answer: SearchAnswer;
}

const relaxedInWords = {
  typos: 'Few results have these words as they are typed. Those with words like them are shown too.',
  words: 'No result has all of these words. These have some of them.',
};

/** A page of results with links to the others; what else one can do where there are none. */
export function resultListView({ address, answer }: Found, pageSize: number): TemplateResult {
  if (answer.results.length === 0) {
    return answer.count > 0 ? noSuchPage(address) : nothingFound(address);
  }
  return html`${answer.relaxed === null ? nothing : html`<p class="relaxed">${relaxedInWords[answer.relaxed]}</p>`}
    <ol class="result-list" start=${(address.page - 1) * pageSize + 1}>
      ${repeat(
        answer.results,
        ({ content_key }) => content_key,
        (hit) => html`<li>${resultView(hit, address.customer)}</li>`,
      )}
    </ol>
    ${pagerView({ label: 'Pages of results', page: address.page, last: lastPage(answer.count, pageSize) }, (page) =>
      searchPath({ ...address, page }),
    )}`;
}

function noSuchPage(address: SearchAddress): TemplateResult {
  return html`<div class="notice">
    <p class="notice-title">There is no such page</p>
    <p><a href=${searchPath({ ...address, page: 1 })}>To the first page</a></p>
  </div>`;
}

function nothingFound(address: SearchAddress): TemplateResult {
  const isNarrowed = Object.keys(address.chosen).length > 0;
  const link = (change: Partial<SearchAddress>, text: string): TemplateResult =>
    html`<p><a href=${searchPath({ ...address, ...change, page: 1 })}>${text}</a></p>`;
  return html`<div class="notice">
    <p class="notice-title">Nothing found</p>
    <p>Try fewer or other words${isNarrowed ? ', or take some filters away' : ''}.</p>
    ${isNarrowed ? link({ chosen: {} }, 'Search without filters') : nothing}
    ${address.customer === undefined ? nothing : link({ customer: undefined }, 'Search all customers')}
  </div>`;
}
