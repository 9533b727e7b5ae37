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
  words: 'Few results have all of these words. Those with some of them are shown too.',
};

type FoundItem = Parameters<typeof Result>[0]['item'];

/** The results, by type, with what they are narrowed by. */
export function Results({ address, index }: { address: SearchAddress; index: string }): JSX.Element {
  const { status, error, refresh } = useInstantSearch();
  // Here, where they stay: what is asked is made of them, also while there is a failure to show.
  const { items } = useHits<Item & Record<string, unknown>>();
  usePagination();
  const isBusy = status === 'loading' || status === 'stalled';
  const failure = error instanceof SearchFailure ? error.failure : ({ kind: 'broken', requestId: '' } as const);
  return (
    <section className={isBusy ? 'results is-busy' : 'results'} aria-labelledby="results-heading" aria-busy={isBusy}>
      <TypeTabs chosen={address.type} />
      <div className="results-head">
        <h2 id="results-heading" tabIndex={-1}>
          Results
        </h2>
        <p role="status" id="count">
          <Count />
        </p>
        <SortMenu index={index} />
      </div>
      <Chips address={address} />
      <div id="results-panel" role="tabpanel" aria-labelledby={tabId(address.type)}>
        {status === 'error' ? (
          <FailureNotice failure={failure} retry={refresh} />
        ) : (
          <Found items={items} address={address} index={index} />
        )}
      </div>
    </section>
  );
}

/** How many results there are, of what was asked last and answered. */
function Count(): JSX.Element | null {
  const { results, status } = useInstantSearch();
  if (results.__isArtificial === true || status === 'error') {
    return null;
  }
  const { nbHits, nbPages, page, hits } = results;
  const words = results.query.trim();
  return (
    <>
      {counted(nbHits, 'result', 'results')}
      {words !== '' && ` for “${words}”`}
      {page > 0 && hits.length > 0 && `, page ${String(page + 1)} of ${String(nbPages)}`}
    </>
  );
}

/** A page of results, or what one can do where there are none. */
function Found(props: { items: FoundItem[]; address: SearchAddress; index: string }): JSX.Element | null {
  const { items, address, index } = props;
  const { results } = useInstantSearch();
  if (results.__isArtificial === true) {
    return null;
  }
  if (items.length === 0) {
    return results.nbHits > 0 ? <NoSuchPage address={address} /> : <NothingFound address={address} />;
  }
  const { relaxed } = results as { relaxed?: Relaxed };
  return (
    <>
      {relaxed !== undefined && <p className="relaxed">{relaxedInWords[relaxed]}</p>}
      <ol className="result-list" start={results.page * results.hitsPerPage + 1}>
        {items.map((item) => (
          <li key={item.objectID}>
            <Result item={item} customer={address.customer} index={index} />
          </li>
        ))}
      </ol>
      <Pager
        label="Pages of results"
        page={results.page + 1}
        last={results.nbPages}
        pathOf={(to) => searchPath({ ...address, page: to })}
      />
    </>
  );
}
