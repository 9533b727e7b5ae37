import { textOf } from '../contract/members.ts';
import type { JsonObject } from '../contract/raw-content.ts';
import { firstNumber } from './run-metadata.ts';
import { advertisedRun, isActiveRun } from './runs.ts';

const member = 'first_enrollable_paid_seat_price';

/**
 * What a course says of its first enrollable paid seat's price, as upstream wrote it. The course's own word stands whenever the member is
 * there, null included; only without the member the advertised run is asked, then the first active run by key.
 * @param runs the course's visible runs
 */
export function coursePrice(course: JsonObject, runs: readonly JsonObject[]): unknown {
  if (Object.hasOwn(course, member)) {
    return course[member];
  }
  const advertised = advertisedRun(course, runs);
  const said = advertised?.[member];
  return firstNumber(said) === undefined ? firstByKey(runs.filter(isActiveRun))?.[member] : said;
}

function firstByKey(runs: readonly JsonObject[]): JsonObject | undefined {
  const keyOf = (run: JsonObject): string => textOf(run['key']) ?? '';
  return runs.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))[0];
}
