import { algoliasearch } from 'algoliasearch5';
import { liteClient } from 'algoliasearch5/lite';
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
import { facets, rootElement, settings } from './settings.ts';

// The pair of libraries of today: react-instantsearch 7 and algoliasearch 5.
const { host, key, index, build } = settings;
const [url = '', port] = host.split(':');
const hosts = { hosts: [{ url, port: Number(port), protocol: 'http' as const, accept: 'readWrite' as const }] };
const client = build === 'full' ? algoliasearch('any', key, hosts) : liteClient('any', key, hosts);

function Page() {
  return (
    <InstantSearch searchClient={client} indexName={index} routing>
      <Configure hitsPerPage={4} clickAnalytics />
      <SearchBox />
      <ClearRefinements />
      {facets.map((facet) => (
        <section key={facet} aria-label={facet}>
          <RefinementList attribute={facet} operator="or" searchable limit={20} />
        </section>
      ))}
      <Stats />
      <Hits hitComponent={({ hit }) => <Highlight attribute="title" hit={hit} />} />
      <Pagination />
    </InstantSearch>
  );
}

createRoot(rootElement()).render(<Page />);
