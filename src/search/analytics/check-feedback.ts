import type { Customers } from '../../kernel/customers.ts';
import { dayMilliseconds } from './calendar.ts';
import { wasShown } from './digests.ts';
import type { ToldSearch } from './feedback.mysql.ts';
import type { Feedback } from './models.ts';

/** By how much a browser's clock may differ, ms. */
const skew = 5 * 60_000;
/** How long after a search something may be told of it, ms. */
const longestAfter = 4 * dayMilliseconds;

const unknown =
  'there is no search of this query id: none was stored, it is too old, or it is not of this caller’s customer';

/**
 * What is wrong with what is told of a search; undefined where nothing is. Pure.
 * @param search undefined where none is stored under its query id
 * @param may for which customers the caller tells it
 * @param now ms since the epoch
 */
export function faultOf(
  feedback: Feedback,
  search: ToldSearch | undefined,
  may: Customers,
  now: number,
): string | undefined {
  // A search of no one customer was in nobody's name.
  if (search === undefined || (search.customer !== '' && may !== 'every' && !may.has(search.customer))) {
    return unknown;
  }
  const searchedAt = search.at.getTime();
  const { at } = feedback;
  if (at !== undefined && at > now + skew) {
    return `it is of the future: ${new Date(at).toISOString()}, and now it is ${new Date(now).toISOString()}`;
  }
  if (at !== undefined && at < searchedAt - skew) {
    return `it is from before its search, which was at ${search.at.toISOString()}`;
  }
  if (Math.max(at ?? now, now) > searchedAt + longestAfter) {
    return `its search was at ${search.at.toISOString()}: nothing is taken after four days`;
  }
  for (const { object, position } of feedback.objects) {
    if (position !== undefined && position > search.last_position) {
      return `position ${String(position)}: the last result that was shown had position ${String(search.last_position)}`;
    }
    if (search.last_position === 0 || (search.shown.length > 0 && !wasShown(search.shown, object))) {
      return `the search did not show ${object.slice(0, 100)}`;
    }
  }
  return undefined;
}
