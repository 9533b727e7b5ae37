import algoliasearch from 'algoliasearch';
import algoliasearchLite from 'algoliasearch/lite';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import {
  ClearRefinements,
  Configure,
  Highlight,
  Hits,
  InstantSearch,
  Pagination,
  RefinementList,
  SearchBox,
  Stats,
  type SearchState,
} from 'react-instantsearch-dom';
import { Everything } from './everything.tsx';
import { facets, patience, rootElement, settings } from './settings.ts';

// The pair of libraries that the learner portal has: react-instantsearch-dom 6 and algoliasearch 4.
const { host, key, index, build } = settings;
const make = build === 'full' ? algoliasearch : algoliasearchLite;
const client = make('any', key, {
  hosts: [{ url: host, protocol: 'http', accept: 3 }],
  timeouts: { connect: patience.seconds, read: patience.seconds, write: patience.seconds },
});

/** As the portal does it: the words, the page and each facet are members of the address. */
function stateOf(address: string): SearchState {
  const members = new URLSearchParams(address);
  return {
    query: members.get('q') ?? '',
    page: Number(members.get('page') ?? 1),
    refinementList: Object.fromEntries(facets.map((facet) => [facet, members.getAll(facet)])),
  };
}

function addressOf({ query = '', page = 1, refinementList = {} }: SearchState): string {
  // The library writes an empty text where nothing is chosen any more.
  const chosen = facets.flatMap((facet) => (refinementList[facet] || []).map((value) => [facet, value]));
  return `?${new URLSearchParams([['q', query], ['page', String(page)], ...chosen]).toString()}`;
}

function Page() {
  const [state, setState] = useState(() => stateOf(location.search));
  return (
    <InstantSearch
      searchClient={client}
      indexName={index}
      searchState={state}
      onSearchStateChange={(next) => {
        setState(next);
        history.replaceState(null, '', addressOf(next));
      }}
    >
      <Configure hitsPerPage={4} clickAnalytics facetingAfterDistinct />
      <Everything
        widgets={{ SearchBox, ClearRefinements, RefinementList, Stats, Pagination }}
        hits={<Hits hitComponent={({ hit }) => <Highlight attribute="title" hit={hit} />} />}
      />
    </InstantSearch>
  );
}

createRoot(rootElement()).render(<Page />);
