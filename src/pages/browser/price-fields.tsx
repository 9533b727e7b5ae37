import { useState, type FormEvent, type JSX } from 'react';
import { isBounded, searchPath, type SearchAddress } from './address.ts';
import { useNavigation } from './context.ts';

/** From and to, in whole dollars. */
export function PriceFields({ address }: { address: SearchAddress }): JSX.Element {
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
    const isUpsideDown = from !== undefined && to !== undefined && from > to;
    setFault(isUpsideDown ? 'From is more than to.' : undefined);
    if (!isUpsideDown) {
      go({ from, to });
    }
  };
  return (
    <fieldset className="facet">
      <legend>Price</legend>
      <form className="price" onSubmit={submitted} noValidate>
        <label>
          <span className="soft">From, $</span>
          <input id="price-from" name="from" inputMode="numeric" type="text" maxLength={7} defaultValue={price.from} />
        </label>
        <label>
          <span className="soft">To, $</span>
          <input name="to" inputMode="numeric" type="text" maxLength={7} defaultValue={price.to} />
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

/** Undefined for what is none. */
function wholeNumber(text: FormDataEntryValue | null): number | undefined {
  const digits = typeof text === 'string' ? text.trim() : '';
  return /^\d{1,7}$/.test(digits) ? Number(digits) : undefined;
}
