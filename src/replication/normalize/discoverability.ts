import { objectsIn, textsIn } from '../contract/members.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import type { ContentType, JsonObject, RawContent } from '../contract/raw-content.ts';
import { readAll, readBoolean } from '../contract/values.ts';
import { instantOf } from './dates.ts';
import { enrollByDate } from './run-metadata.ts';
import { isActive, isActiveRun, isActiveWhereAllowed, isAllowed, isRestricted, type AllowedRuns } from './runs.ts';

type Reason = Normalized['undiscoverable_reasons'][number];

/** What the rules look at. */
interface Subject {
  raw: RawContent;
  /** Of a course, the advertised one of the runs that are seen; a run itself. */
  run: JsonObject | undefined;
  /** Restricted runs that may be seen. */
  allowed: AllowedRuns;
  now: number;
}

interface DiscoveryRule {
  reason: Reason;
  /** Kinds of content that it is for. */
  of: readonly ContentType[];
  fails: (subject: Subject) => boolean;
}

const rules: readonly DiscoveryRule[] = [
  {
    reason: 'restricted',
    of: ['courserun'],
    fails: ({ raw, allowed }) => isRestricted(raw) && !isAllowed(raw, allowed),
  },
  { reason: 'restricted', of: ['course'], fails: ({ raw, allowed }) => isRestrictedWhole(raw, allowed) },
  { reason: 'no_advertised_run', of: ['course'], fails: ({ run }) => run === undefined },
  {
    reason: 'not_active',
    of: ['course', 'courserun'],
    fails: ({ run, allowed }) =>
      run !== undefined && !(isAllowed(run, allowed) ? isActiveWhereAllowed(run) : isActiveRun(run)),
  },
  { reason: 'not_active', of: ['program'], fails: ({ raw }) => !isActive(raw, []) },
  { reason: 'hidden', of: ['course', 'courserun'], fails: ({ run }) => run !== undefined && isHidden(run) },
  { reason: 'hidden', of: ['program'], fails: ({ raw }) => isHidden(raw) },
  { reason: 'enrollment_over', of: ['course', 'courserun'], fails: isOver },
  { reason: 'no_owner', of: ['course'], fails: ({ raw }) => objectsIn(raw['owners']).length === 0 },
  { reason: 'no_marketing_url', of: ['program'], fails: ({ raw }) => textsIn(raw['marketing_url']).length === 0 },
  { reason: 'no_type', of: ['program'], fails: ({ raw }) => textsIn(raw['type']).length === 0 },
];

/**
 * Whether content may be shown in search, and which rules it fails. A pathway has none.
 * @param subject.now ms since the epoch
 */
export function discoverabilityOf(
  subject: Subject,
  eligible: boolean,
): Pick<Normalized, 'discoverable' | 'undiscoverable_reasons'> {
  const failed = rules
    .filter(({ of, fails }) => of.includes(subject.raw.content_type) && fails(subject))
    .map(({ reason }) => reason);
  const reasons: Reason[] = eligible ? failed : ['not_eligible', ...failed];
  return { discoverable: reasons.length === 0, undiscoverable_reasons: reasons };
}

/** When enrolment in a run ends, ms since the epoch; undefined when it does not. */
export function enrollmentEnds(content: JsonObject, run: JsonObject): number | undefined {
  return instantOf(enrollByDate(content, run));
}

function isOver({ raw, run, now }: Subject): boolean {
  const end = run === undefined ? undefined : enrollmentEnds(raw, run);
  return end !== undefined && end < now;
}

/** A course that has runs, and none that may be seen. */
function isRestrictedWhole(raw: RawContent, allowed: AllowedRuns): boolean {
  const runs = objectsIn(raw['course_runs']);
  return runs.length > 0 && runs.every((run) => isRestricted(run) && !isAllowed(run, allowed));
}

function isHidden(content: JsonObject): boolean {
  return readAll(content['hidden'], readBoolean).includes(true);
}
