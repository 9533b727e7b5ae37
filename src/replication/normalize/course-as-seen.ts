import { textsIn } from '../contract/members.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { normalize, type Normalized } from './normalize.ts';
import { coursePrice } from './price.ts';
import { isActive, isActiveWhereAllowed, visibleRuns, type AllowedRuns } from './runs.ts';

const price = 'first_enrollable_paid_seat_price';

/**
 * A course as a query sees it that allows some of its restricted runs: its document with these runs and those of everybody, and with what is
 * worked out from runs worked out from them; and its normalised form. The price is that of the runs seen, or the document's own where they
 * have none. It is active also by a run that is kept for enterprises and not on the market.
 * @param options `now` is the moment for everything that the clock decides, ms since the epoch
 */
export function courseAsSeen(
  raw: RawContent,
  options: { allowed: AllowedRuns; now: number },
): { document: RawContent; normalized: Normalized } {
  const runs = visibleRuns(raw, options.allowed);
  const { [price]: own = null, ...withoutPrice } = raw;
  const document = {
    ...raw,
    course_runs: runs,
    course_run_keys: textsIn(runs.map(({ key }) => key)),
    course_run_statuses: textsIn(runs.map(({ status }) => status)).sort(),
    [price]: coursePrice(withoutPrice, runs) ?? own,
  };
  const normalized = normalize(document, options);
  return { document, normalized: { ...normalized, active: isActive(document, runs, isActiveWhereAllowed) } };
}
