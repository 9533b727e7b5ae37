import type { JSX } from 'react';
import type { Customer, CustomerList } from './answers.ts';
import { useAnswer } from './context.ts';
import { customersPath, nameOf } from './customers.ts';
import { useCustomerList } from './use-customer-list.ts';

interface ChooserProps {
  /** Uuid; undefined: all. */
  chosen: string | undefined;
  /** The one customer of who has one only: he is told its name. */
  only: Customer | undefined;
  choose: (customer: string | undefined) => void;
}

/** Chooses the customer whose catalogs are looked through. */
export function CustomerChooser({ chosen, only, choose }: ChooserProps): JSX.Element {
  return only === undefined ? (
    <Combobox chosen={chosen} choose={choose} />
  ) : (
    <p className="chooser">
      <span className="label">Customer</span> <strong>{nameOf(only)}</strong>
    </p>
  );
}

/**
 * A combobox with a list, by the pattern of the ARIA guide (focus stays in the field, `aria-activedescendant` names the line that
 * Enter takes).
 */
function Combobox({ chosen, choose }: Pick<ChooserProps, 'chosen' | 'choose'>): JSX.Element {
  const { text, options, active, note, open, close, type, take, pressed } = useCustomerList(chosen, choose);
  const isOpen = text !== undefined;
  const name = useNameOf(chosen);
  return (
    <div className="chooser">
      <label htmlFor="customer" id="customer-label">
        Customer
      </label>
      <div className="combobox">
        <input
          id="customer"
          type="text"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls="customers"
          aria-activedescendant={active === undefined ? undefined : `customer-${String(active)}`}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={text ?? name}
          onInput={(event) => {
            type(event.currentTarget.value);
          }}
          onKeyDown={pressed}
          onClick={open}
          onBlur={close}
        />
        <div className="popup" hidden={!isOpen}>
          <ul id="customers" role="listbox" aria-labelledby="customer-label">
            {options.map((option, place) => (
              <Line
                key={option?.uuid ?? ''}
                option={option}
                place={place}
                isActive={place === active}
                isChosen={option?.uuid === chosen}
                take={take}
              />
            ))}
          </ul>
          <p className="popup-note" role="status">
            {note}
          </p>
        </div>
      </div>
    </div>
  );
}

function Line(props: {
  option: Customer | undefined;
  place: number;
  isActive: boolean;
  isChosen: boolean;
  take: (option: Customer | undefined) => void;
}): JSX.Element {
  const { option, place, isActive, isChosen, take } = props;
  return (
    <li
      id={`customer-${String(place)}`}
      ref={(line) => {
        if (isActive) {
          line?.scrollIntoView({ block: 'nearest' });
        }
      }}
      role="option"
      className={isActive ? 'option option-active' : 'option'}
      aria-selected={isChosen}
      onMouseDown={(event) => {
        // The field keeps the keyboard.
        event.preventDefault();
      }}
      onClick={() => {
        take(option);
      }}
    >
      {nameOf(option)}
    </li>
  );
}

/** What a customer is called; its uuid until that is known. */
export function useNameOf(customer: string | undefined): string {
  const { outcome } = useAnswer<CustomerList>(customer === undefined ? undefined : customersPath(customer));
  if (customer === undefined) {
    return nameOf(undefined);
  }
  const found = outcome?.state === 'answered' ? outcome.body.results.find(({ uuid }) => uuid === customer) : undefined;
  return nameOf(found ?? { uuid: customer, name: null });
}
