import type { PriceRange } from './address.ts';
import type { Me } from './answers.ts';
import type { Failure } from './ask.ts';

const numbers = new Intl.NumberFormat('en');
const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });
const dollars = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  trailingZeroDisplay: 'stripIfInteger',
});

/** `1,234 results`. */
export function counted(count: number, one: string, many: string): string {
  return `${numbers.format(count)} ${count === 1 ? one : many}`;
}

export function inNumbers(count: number): string {
  return numbers.format(count);
}

/** A day as upstream wrote it, by the clock of Greenwich; undefined for what is no date. */
export function dayOf(date: string): string | undefined {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : dates.format(time);
}

/** US dollars. */
export function priceInWords(price: number): string {
  return price === 0 ? 'Free' : dollars.format(price);
}

/** What things cost, from the cheapest to the dearest. */
export function pricesInWords({ min, max }: { min: number; max: number }): string {
  // Not that all cost that: some may have no price.
  return min < max ? `${priceInWords(min)} to ${priceInWords(max)}` : `${priceInWords(max)} only`;
}

export function priceRangeInWords({ from, to }: PriceRange): string {
  return from === undefined
    ? `up to ${dollars.format(to ?? 0)}`
    : to === undefined
      ? `from ${dollars.format(from)}`
      : `${dollars.format(from)} to ${dollars.format(to)}`;
}

/** Who one is: the name without what kind of name it is, and how far one may look. */
export function callerInWords(me: Me): { name: string; reach: string } {
  const customers = new Set(me.roles.map(({ context }) => context));
  return {
    name: me.name.replace(/^(user|key):/, ''),
    reach: me.every_customer ? 'every customer' : counted(customers.size, 'customer', 'customers'),
  };
}

/** What to tell of a failure: what it is, and what one can do. */
export function failureInWords(failure: Failure): { title: string; advice: string } {
  switch (failure.kind) {
    case 'ended':
      return { title: 'Your token has ended', advice: 'Sign in again with a new one.' };
    case 'forbidden':
      return {
        title: 'This is not open to you',
        advice: `Your token does not give the role for it. ${failure.detail}`,
      };
    case 'missing':
      return { title: 'There is nothing here', advice: failure.detail };
    case 'refused':
      return { title: 'This cannot be searched for', advice: failure.detail };
    case 'busy':
      return {
        title: 'Too many requests',
        advice: `You, or somebody with your token, asked very often. Try again in ${counted(failure.seconds, 'second', 'seconds')}.`,
      };
    case 'unavailable':
      return { title: 'Not available just now', advice: 'A part of the service is away. Try again in a moment.' };
    case 'offline':
      return { title: 'No answer', advice: 'The service does not answer, or you are offline.' };
    case 'broken':
      return {
        title: 'Something went wrong',
        advice: `It is not your fault. Request ${failure.requestId} finds it in the logs.`,
      };
  }
}
