import { useEffect, useMemo, type JSX } from 'react';
import { Configure, InstantSearch } from 'react-instantsearch';
import type { SearchAddress } from './address.ts';
import type { CustomerList } from './answers.ts';
import { firstCustomers } from './customers.ts';
import { useAnswer, useNavigation, useVisit } from './context.ts';
import { addressRouting } from './router.ts';
import { makeSearchClient } from './search-client.ts';
import { SearchView } from './search-view.tsx';

const pageSize = 20;
const shown = [
  'content_key',
  'content_type',
  'title',
  'short_description',
  'partners',
  'level_type',
  'language',
  'availability',
  'learning_type',
  'first_enrollable_paid_seat_price',
];

/** The page of results, for one customer or for all that one may look through. What it shows is what the address says. */
export function SearchPage({ index, address }: { index: string; address: SearchAddress }): JSX.Element {
  const visit = useVisit();
  const navigation = useNavigation();
  const { customer, catalog, text } = address;
  const { outcome } = useAnswer<CustomerList>(firstCustomers);
  const known = outcome?.state === 'answered' ? outcome.body : undefined;
  const only = known?.count === 1 ? known.results[0] : undefined;
  const client = useMemo(() => makeSearchClient(visit, customer ?? only?.uuid), [visit, customer, only?.uuid]);
  const routing = useMemo(
    () => addressRouting(navigation, index, { customer, catalog }),
    [navigation, index, customer, catalog],
  );
  useEffect(() => {
    document.title = `${text.trim() === '' ? '' : `${text.trim()} – `}Find courses – Percolog`;
  }, [text]);
  if (outcome === undefined) {
    return (
      <p className="waiting" role="status">
        One moment…
      </p>
    );
  }
  return (
    // Nothing of another customer's stays in sight, not even for a moment.
    <InstantSearch
      key={`${customer ?? ''} ${catalog ?? ''}`}
      indexName={index}
      searchClient={client}
      routing={routing}
      future={{ preserveSharedStateOnUnmount: true }}
    >
      <Configure
        hitsPerPage={pageSize}
        filters={catalog === undefined ? '' : `enterprise_catalog_uuids:"${catalog}"`}
        attributesToRetrieve={shown}
        attributesToHighlight={['title']}
        clickAnalytics
        attributesToSnippet={['short_description:40', 'full_description:40']}
      />
      <SearchView address={address} only={customer === undefined ? only : undefined} index={index} />
    </InstantSearch>
  );
}
