import { useState, type JSX, type KeyboardEvent } from 'react';
import type { Customer, CustomerList } from './answers.ts';
import { useAnswer } from './context.ts';
import { customersPath, nameOf } from './customers.ts';
import { usePause } from './use-pause.ts';
import { counted } from './words.ts';

const typingPause = 150;

interface ChooserProps {
  /** Uuid; undefined: all. */
  chosen: string | undefined;
  /** The one customer of who has one only: he is told its name. */
  only: Customer | undefined;
  choose: (customer: string | undefined) => void;
}

/**
 * Chooses the customer whose catalogs are looked through: a combobox with a list, by the pattern of the ARIA guide (focus stays
 * in the field, `aria-activedescendant` names the line that Enter takes).
 */
export function CustomerChooser({ chosen, only, choose }: ChooserProps): JSX.Element {
  /** What is typed; undefined while the list is closed and the field shows what is chosen. */
  const [text, setText] = useState<string>();
  const [active, setActive] = useState(0);
  const isOpen = text !== undefined;
  const asked = usePause(text, typingPause);
  const { outcome, path } = useAnswer<CustomerList>(isOpen ? customersPath(asked ?? '') : undefined);
  const name = useNameOf(chosen);
  if (only !== undefined) {
    return (
      <p className="chooser">
        <span className="label">Customer</span> <strong>{nameOf(only)}</strong>
      </p>
    );
  }
  const found = outcome?.state === 'answered' ? outcome.body : undefined;
  // All customers are offered where nothing is typed.
  const options = [...(text === '' ? [undefined] : []), ...(found?.results ?? [])];
  const open = (): void => {
    if (!isOpen) {
      setText('');
      setActive(0);
    }
  };
  const take = (option: Customer | undefined): void => {
    setText(undefined);
    if (option?.uuid !== chosen) {
      choose(option?.uuid);
    }
  };
  const pressed = (event: KeyboardEvent): void => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      open();
      if (isOpen && options.length > 0) {
        setActive((active + move + options.length) % options.length);
      }
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      // Not what was found for the letters before.
      if (active in options && path === customersPath(text)) {
        take(options[active]);
      }
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      setText(undefined);
    }
  };
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
          aria-activedescendant={isOpen && active in options ? `customer-${String(active)}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={text ?? name}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
          }}
          onKeyDown={pressed}
          onClick={open}
          onBlur={() => {
            setText(undefined);
          }}
        />
        <div className="popup" hidden={!isOpen}>
          <ul id="customers" role="listbox" aria-labelledby="customer-label">
            {options.map((option, place) => (
              <Line
                key={option?.uuid ?? ''}
                option={option}
                place={place}
                isActive={isOpen && place === active}
                isChosen={option?.uuid === chosen}
                take={take}
              />
            ))}
          </ul>
          <p className="popup-note" role="status">
            {isOpen && (outcome?.state === 'failed' ? 'The customers cannot be listed just now.' : noteOn(found))}
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

function noteOn(found: CustomerList | undefined): string {
  if (found === undefined) {
    return '';
  }
  const { count, results } = found;
  if (count === 0) {
    return 'No customer of yours is called that.';
  }
  return count > results.length
    ? `and ${counted(count - results.length, 'more', 'more')}: type a part of the name.`
    : counted(count, 'customer', 'customers');
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
