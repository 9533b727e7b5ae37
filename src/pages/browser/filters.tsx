import { useEffect, useRef, useState, type JSX } from 'react';
import { countChosen, isBounded, searchPath, unfiltered, type SearchAddress } from './address.ts';
import { useMedia, useNavigation } from './context.ts';
import { FacetValues } from './facet-values.tsx';
import { PriceFields } from './price-fields.tsx';
import type { FacetGroup, Prices } from './use-facets.ts';
import { counted } from './words.ts';

/**
 * What results can be narrowed by: beside them where there is room, else in a sheet that opens above them.
 * @param props.isKnown whether there are results yet, be they none
 */
export function Filters(props: {
  address: SearchAddress;
  groups: FacetGroup[];
  prices: Prices | undefined;
  count: number;
  isKnown: boolean;
}): JSX.Element {
  const { address, groups, prices, count, isKnown } = props;
  const { price } = address;
  const isWide = useMedia('(min-width: 60rem)');
  const isNothing =
    isKnown && prices === undefined && countChosen(address) === 0 && groups.every(({ items }) => items.length === 0);
  const content = (
    <>
      {isNothing && <p className="soft filters-none">There is nothing to narrow by.</p>}
      {(prices !== undefined || isBounded(price)) && (
        <PriceFields key={`${String(price.from)} ${String(price.to)}`} address={address} prices={prices} />
      )}
      {groups.map((group) => (
        <FacetValues key={group.facet.name} group={group} chosen={address.chosen[group.facet.name] ?? []} />
      ))}
    </>
  );
  return isWide ? (
    <section className="filters" aria-labelledby="filters-heading">
      <h2 id="filters-heading">Filters</h2>
      {content}
    </section>
  ) : (
    <Sheet address={address} count={count}>
      {content}
    </Sheet>
  );
}

/** The filters over the whole screen of a phone; Escape and the buttons close it. */
function Sheet(props: { address: SearchAddress; count: number; children: JSX.Element }): JSX.Element {
  const { address, count, children } = props;
  const navigation = useNavigation();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const chosen = countChosen(address);
  useEffect(() => {
    if (isOpen) {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <div>
      <button
        type="button"
        className="button filters-open"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => {
          setOpen(true);
        }}
      >
        Filters{chosen > 0 && <span className="badge">{chosen}</span>}
      </button>
      <dialog ref={dialog} className="sheet" aria-labelledby="filters-heading" onClose={close}>
        <div className="sheet-head">
          <h2 id="filters-heading">Filters</h2>
          <button type="button" className="button" onClick={close}>
            Close
          </button>
        </div>
        <div className="sheet-body">{children}</div>
        <div className="sheet-foot">
          {chosen > 0 && (
            <button
              type="button"
              className="button"
              onClick={() => {
                navigation.go(searchPath({ ...address, ...unfiltered, type: address.type }), { by: 'push' });
              }}
            >
              Clear
            </button>
          )}
          <button
            type="button"
            className="button button-main"
            onClick={() => {
              // At once: a sheet that closes gives the keyboard back to what opened it.
              dialog.current?.close();
              document.getElementById('results-heading')?.focus();
            }}
          >
            Show {counted(count, 'result', 'results')}
          </button>
        </div>
      </dialog>
    </div>
  );
}
