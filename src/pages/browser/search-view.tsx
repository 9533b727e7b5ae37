import { useEffect, type JSX } from 'react';
import { useInstantSearch } from 'react-instantsearch';
import { searchPath, unfiltered, type SearchAddress } from './address.ts';
import type { Customer } from './answers.ts';
import { CustomerChooser } from './customer-chooser.tsx';
import { useNavigation } from './context.ts';
import { Filters } from './filters.tsx';
import { Results } from './results.tsx';
import { SearchBox } from './search-box.tsx';
import { addressOf } from './ui-state.ts';
import { useFacets, usePrices } from './use-facets.ts';

/** The words, the customer, the filters and the results. @param props.only the one customer of who has one only */
export function SearchView(props: { address: SearchAddress; only: Customer | undefined; index: string }): JSX.Element {
  const { address, only, index } = props;
  const navigation = useNavigation();
  const { results, status, indexUiState } = useInstantSearch({ catchError: true });
  const groups = useFacets();
  const prices = usePrices();
  const isAnswered = status === 'error' || (status === 'idle' && !isEmptyStart(results));
  const isAsked = searchPath(addressOf(indexUiState, index, address)) === searchPath(address);
  useEffect(() => {
    navigation.settle(isAnswered && isAsked);
  });
  return (
    <>
      <div className="ask">
        <h1>Find courses</h1>
        <div className="ask-fields">
          <SearchBox />
          <CustomerChooser
            chosen={address.customer}
            only={only}
            choose={(customer) => {
              // Values of one customer's facets would find nothing of another's.
              navigation.go(searchPath({ ...address, ...unfiltered, customer }), { by: 'push', focus: '#customer' });
            }}
          />
        </div>
      </div>
      <div className="columns">
        <Filters
          address={address}
          groups={groups}
          prices={prices}
          count={results.nbHits}
          isKnown={!isEmptyStart(results)}
        />
        <Results address={address} index={index} />
      </div>
    </>
  );
}

/** InstantSearch begins with results that nobody has given. */
function isEmptyStart(results: { __isArtificial?: boolean | undefined }): boolean {
  return results.__isArtificial === true;
}
