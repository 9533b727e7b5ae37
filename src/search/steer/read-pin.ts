import type { Fault } from '../../kernel/errors.ts';
import { isUuid } from '../../kernel/ids.ts';
import { mostWords } from '../assert-takes.ts';
import { countWords } from '../count-words.ts';
import { oneLine } from '../words.ts';
import type { NewPin } from './steering-port.ts';

/** Each is a clause of the engine's, which takes 1,024 in a request. */
const mostPinned = 20;
const mostHidden = 100;
const longestKey = 255;
const longestText = 500;

/** A rule as it is kept, or everything that is wrong with it. Pure. */
export function readPin(written: NewPin): NewPin | { faults: Fault[] } {
  const { name, customer, matches } = written;
  const text = oneLine(written.text);
  const pinned = [...new Set(written.pinned)];
  const hidden = [...new Set(written.hidden)];
  const faults = [
    ...(customer !== null && !isUuid(customer)
      ? [{ pointer: '/customer', code: 'no_uuid', detail: 'a customer is named by its uuid' }]
      : []),
    ...(text.length > longestText || countWords(text) > mostWords
      ? [
          fault(
            '/text',
            'too_long',
            `a text has at most ${String(mostWords)} words and ${String(longestText)} characters`,
          ),
        ]
      : []),
    ...(pinned.length > mostPinned ? [fault('/pinned', 'too_many', `at most ${String(mostPinned)} are pinned`)] : []),
    ...(hidden.length > mostHidden ? [fault('/hidden', 'too_many', `at most ${String(mostHidden)} are hidden`)] : []),
    ...(pinned.length + hidden.length === 0 ? [fault('/pinned', 'nothing', 'it pins nothing and hides nothing')] : []),
    ...keyFaults(pinned, '/pinned'),
    ...keyFaults(hidden, '/hidden'),
    ...pinned
      .filter((key) => hidden.includes(key))
      .map((key) => fault('/hidden', 'both', `${key} cannot be pinned and hidden`)),
  ];
  return faults.length > 0
    ? { faults }
    : { name, customer: customer?.toLowerCase() ?? null, matches, text, pinned, hidden };
}

function keyFaults(keys: readonly string[], pointer: string): Fault[] {
  return keys.every((key) => key.trim() === key && key !== '' && key.length <= longestKey)
    ? []
    : [fault(pointer, 'no_key', `a content key has 1 to ${String(longestKey)} characters, and no blank at either end`)];
}

function fault(pointer: string, code: string, detail: string): Fault {
  return { pointer, code, detail };
}
