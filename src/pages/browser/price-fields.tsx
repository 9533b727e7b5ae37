import { useState, type FormEvent, type JSX } from 'react';
import { isBounded, searchPath, type SearchAddress } from './address.ts';
import { useNavigation } from './context.ts';
import type { Prices } from './use-facets.ts';
import { pricesInWords } from './words.ts';

/** From and to, in whole dollars; either may be left open. @param props.prices of what can be chosen; undefined: nothing has one */
export function PriceFields(props: { address: SearchAddress; prices: Prices | undefined }): JSX.Element {
  const { address, prices } = props;
  const navigation = useNavigation();
  const [fault, setFault] = useState<string>();
  const { price } = address;
  const go = (range: SearchAddress['price']): void => {
    navigation.go(searchPath({ ...address, price: range, page: 1 }), { by: 'push', focus: '#price-from' });
  };
  const submitted = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const [from, to] = ['from', 'to'].map((name) => wholeNumber(fields.get(name)));
    if (from === 'none' || to === 'none') {
      setFault('Prices are whole dollars, such as 150.');
    } else if (from !== undefined && to !== undefined && from > to) {
      setFault('From is more than to.');
    } else {
      setFault(undefined);
      go({ from, to });
    }
  };
  return (
    <fieldset className="facet">
      <legend>Price</legend>
      <p id="prices" className="soft prices">
        {prices === undefined ? 'Nothing here has a price.' : pricesInWords(prices)}
      </p>
      <form className="price" onSubmit={submitted} noValidate>
        <label>
          <span className="soft">From, $</span>
          <input id="price-from" name="from" {...shared} defaultValue={price.from} />
        </label>
        <label>
          <span className="soft">To, $</span>
          <input name="to" {...shared} defaultValue={price.to} />
        </label>
        <button type="submit" className="button">
          Apply<span className="unseen"> price</span>
        </button>
      </form>
      {fault !== undefined && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      {isBounded(price) && (
        <button
          type="button"
          className="link"
          onClick={() => {
            go({ from: undefined, to: undefined });
          }}
        >
          Any price
        </button>
      )}
    </fieldset>
  );
}

const shared = {
  inputMode: 'numeric',
  type: 'text',
  maxLength: 7,
  autoComplete: 'off',
  'aria-describedby': 'prices',
} as const;

/** Undefined where there is no bound; `none` for what is no whole number. */
function wholeNumber(text: FormDataEntryValue | null): number | undefined | 'none' {
  const digits = typeof text === 'string' ? text.trim() : '';
  if (digits === '') {
    return undefined;
  }
  return /^\d{1,7}$/.test(digits) ? Number(digits) : 'none';
}
