import { useState, type KeyboardEvent } from 'react';
import type { Customer, CustomerList } from './answers.ts';
import { useAnswer } from './context.ts';
import { customersPath } from './customers.ts';
import { usePause } from './use-pause.ts';
import { counted } from './words.ts';

const typingPause = 150;

/** The list under the field in which one looks for a customer, and what is done with it. */
export interface ListOfCustomers {
  /** What is typed; undefined while the list is closed and the field shows what is chosen. */
  text: string | undefined;
  /** Undefined is all of them. */
  options: readonly (Customer | undefined)[];
  /** The place of the option that Enter takes. */
  active: number | undefined;
  /** How many there are, or why there are none. */
  note: string;
  open: () => void;
  close: () => void;
  type: (text: string) => void;
  take: (option: Customer | undefined) => void;
  pressed: (event: KeyboardEvent) => void;
}

/** @param chosen uuid; undefined: all */
export function useCustomerList(
  chosen: string | undefined,
  choose: (customer: string | undefined) => void,
): ListOfCustomers {
  const [text, setText] = useState<string>();
  const [place, setPlace] = useState(0);
  const isOpen = text !== undefined;
  const asked = usePause(text, typingPause);
  const { outcome, path } = useAnswer<CustomerList>(isOpen ? customersPath(asked ?? '') : undefined);
  const found = outcome?.state === 'answered' ? outcome.body : undefined;
  // All customers are offered where nothing is typed.
  const options = [...(text === '' ? [undefined] : []), ...(found?.results ?? [])];
  const active = isOpen && place in options ? place : undefined;
  const type = (typed: string): void => {
    setText(typed);
    setPlace(0);
  };
  const open = (): void => {
    if (!isOpen) {
      type('');
    }
  };
  const close = (): void => {
    setText(undefined);
  };
  const take = (option: Customer | undefined): void => {
    close();
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
        setPlace((place + move + options.length) % options.length);
      }
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      // Not what was found for the letters before.
      if (active !== undefined && path === customersPath(text)) {
        take(options[active]);
      }
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      close();
    }
  };
  const note = outcome?.state === 'failed' ? 'The customers cannot be listed just now.' : noteOn(found);
  return { text, options, active, note: isOpen ? note : '', open, close, type, take, pressed };
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
