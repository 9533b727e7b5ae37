import type { JSX } from 'react';
import { useHits, useInstantSearch, usePagination } from 'react-instantsearch';
import { searchPath, type SearchAddress } from './address.ts';
import type { Item, Relaxed } from './answers.ts';
import { Chips } from './chips.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { NoSuchPage, NothingFound } from './nothing-found.tsx';
import { Pager } from './pager.tsx';
import { Result } from './result.tsx';
import { SearchFailure } from './search-client.ts';
import { SortMenu } from './sort-menu.tsx';
import { tabId, TypeTabs } from './type-tabs.tsx';
import { counted } from './words.ts';

const relaxedInWords: Record<Relaxed, string> = {
  typos: 'Few results have these words as they are typed. Those with words like them are shown too.',
  words: 'No result has all of these words. These have some of them.',
};

/** The results, by type, with what they are narrowed by. */
export function Results({ address, index }: { address: SearchAddress; index: string }): JSX.Element {
  const { results, status, error, refresh } = useInstantSearch();
  const { items } = useHits<Item & Record<string, unknown>>();
  // So that the page is a part of what is asked; its links are the page's own.
  usePagination();
  const isBusy = status === 'loading' || status === 'stalled';
  const isThere = results.__isArtificial !== true && status !== 'error';
  const { nbHits, nbPages } = results;
  const page = results.page + 1;
  const { relaxed } = results as { relaxed?: Relaxed };
  const failure = error === undefined ? undefined : error instanceof SearchFailure ? error.failure : unforeseen;
  const said = [
    counted(nbHits, 'result', 'results'),
    results.query.trim() === '' ? '' : ` for “${results.query.trim()}”`,
    page > 1 && items.length > 0 ? `, page ${String(page)} of ${String(nbPages)}` : '',
  ];
  return (
    <section className={isBusy ? 'results is-busy' : 'results'} aria-labelledby="results-heading" aria-busy={isBusy}>
      <TypeTabs chosen={address.type} />
      <div className="results-head">
        <h2 id="results-heading" tabIndex={-1}>
          Results
        </h2>
        <p role="status" id="count">
          {isThere ? said.join('') : ''}
        </p>
        <SortMenu index={index} />
      </div>
      <Chips address={address} />
      <div id="results-panel" role="tabpanel" aria-labelledby={tabId(address.type)}>
        {failure !== undefined && status === 'error' ? (
          <FailureNotice failure={failure} retry={refresh} />
        ) : !isThere ? null : items.length === 0 ? (
          nbHits > 0 ? (
            <NoSuchPage address={address} />
          ) : (
            <NothingFound address={address} />
          )
        ) : (
          <>
            {relaxed !== undefined && <p className="relaxed">{relaxedInWords[relaxed]}</p>}
            <ol className="result-list" start={results.page * results.hitsPerPage + 1}>
              {items.map((item) => (
                <li key={item.objectID}>
                  <Result item={item} customer={address.customer} />
                </li>
              ))}
            </ol>
            <Pager
              label="Pages of results"
              page={page}
              last={nbPages}
              pathOf={(to) => searchPath({ ...address, page: to })}
            />
          </>
        )}
      </div>
    </section>
  );
}

const unforeseen = { kind: 'broken', requestId: '' } as const;
