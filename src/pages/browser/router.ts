import type { InstantSearchProps } from 'react-instantsearch';
import { searchPath, type Catalogs, type SearchAddress } from './address.ts';
import type { Navigation } from './navigation.ts';
import { addressOf, stateOf, type SearchState } from './ui-state.ts';

type States = Record<string, SearchState>;
type Routing = Exclude<NonNullable<InstantSearchProps<States, SearchAddress>['routing']>, boolean>;

/**
 * Lets InstantSearch follow the address, and the address InstantSearch, for the results of some catalogs.
 * @param index the name of the search index
 */
export function addressRouting(navigation: Navigation, index: string, catalogs: Catalogs): Routing {
  const { customer, catalog } = catalogs;
  let isWriting = false;
  let stop = (): void => undefined;
  /** Undefined when one has left for another page, or other catalogs. */
  const here = (): SearchAddress | undefined => {
    const { place } = navigation;
    const isHere = place.at === 'search' && place.search.customer === customer && place.search.catalog === catalog;
    return isHere ? place.search : undefined;
  };
  return {
    router: {
      $$type: 'percolog.address',
      read: () => here() ?? addressOf({}, index, catalogs),
      write: (address) => {
        const before = here();
        const path = searchPath(address);
        if (before === undefined || path === searchPath(before)) {
          return;
        }
        const isTyping = searchPath({ ...before, text: address.text, page: address.page }) === path;
        isWriting = true;
        navigation.go(path, { by: 'push', isTyping: isTyping && address.text !== before.text });
        isWriting = false;
      },
      createURL: searchPath,
      onUpdate: (follow) => {
        stop = navigation.subscribe(() => {
          const address = here();
          if (address !== undefined && !isWriting) {
            follow(address);
          }
        });
      },
      dispose: () => {
        stop();
      },
    },
    stateMapping: {
      $$type: 'percolog.address',
      stateToRoute: (states) => addressOf(states[index] ?? {}, index, catalogs),
      routeToState: (address) => ({ [index]: stateOf(address, index) }),
    },
  };
}
