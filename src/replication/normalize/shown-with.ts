import { textsIn } from '../contract/members.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { discoverabilityOf } from './discoverability.ts';
import { eligibilityOf } from './eligibility.ts';
import { advertisedRun, restrictedRuns } from './runs.ts';

/**
 * Of a course that learners are not shown: the key of its advertised run, where that is a restricted one and the course may be shown to those
 * whose query allows it. Null for everything else. @param now ms since the epoch
 */
export function shownWith(raw: RawContent, discoverable: boolean, now: number): string | null {
  if (raw.content_type !== 'course' || discoverable) {
    return null;
  }
  const run = advertisedRun(raw, restrictedRuns(raw));
  const [key] = textsIn(run?.['key']);
  if (key === undefined) {
    return null;
  }
  const seen = discoverabilityOf({ raw, run, allowed: new Set([key]), now }, eligibilityOf(raw).eligible);
  return seen.discoverable ? key : null;
}
