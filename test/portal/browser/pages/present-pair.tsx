import { algoliasearch } from 'algoliasearch5';
import { liteClient } from 'algoliasearch5/lite';
import type { ComponentProps } from 'react';
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
} from 'react-instantsearch';
import { Everything } from './everything.tsx';
import { patience, rootElement, settings } from './settings.ts';

// The pair of libraries of today: react-instantsearch 7 and algoliasearch 5.
const { host, key, index, build } = settings;
const [url = '', port] = host.split(':');
const options = {
  hosts: [{ url, port: Number(port), protocol: 'http' as const, accept: 'readWrite' as const }],
  timeouts: { connect: patience.milliseconds, read: patience.milliseconds, write: patience.milliseconds },
};
const made = build === 'full' ? algoliasearch('any', key, options) : liteClient('any', key, options);

// The types of react-instantsearch are those of whichever `algoliasearch` is installed, which is version 4 here.
const client = made as unknown as ComponentProps<typeof InstantSearch>['searchClient'];

function Page() {
  return (
    <InstantSearch searchClient={client} indexName={index} routing>
      <Configure hitsPerPage={4} clickAnalytics />
      <Everything
        widgets={{ SearchBox, ClearRefinements, RefinementList, Stats, Pagination }}
        hits={<Hits hitComponent={({ hit }) => <Highlight attribute="title" hit={hit} />} />}
      />
    </InstantSearch>
  );
}

createRoot(rootElement()).render(<Page />);
