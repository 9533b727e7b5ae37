import { textsIn } from '../contract/members.ts';
import type { RawContent } from '../contract/raw-content.ts';
import { isActive, isActiveWhereAllowed, restrictedRuns } from './runs.ts';

/**
 * Of a course in which nobody can enrol: keys of the restricted runs that make it active where a query allows one of them. Empty for
 * everything else. @param active whether it is active for everybody
 */
export function activeWith(raw: RawContent, active: boolean): string[] {
  return raw.content_type !== 'course' || active
    ? []
    : textsIn(
        restrictedRuns(raw)
          .filter((run) => isActive(raw, [run], isActiveWhereAllowed))
          .map(({ key }) => key),
      );
}
