import { isUuid } from '../../kernel/ids.ts';
import { textOf } from './members.ts';
import type { RawContent } from './raw-content.ts';

const longestKey = 255;
const controlCharacter = /\p{Cc}/u;
const runKeyForm = /^course-v1:([^+]+)\+([^+]+)\+.+$/;
const runAggregation = 'courserun:';

/**
 * Whether `value` can be the key of content: 1 to 255 characters, no control characters, and no blanks around it, since the
 * database's collations take `A+1` and `A+1 ` for the same key.
 */
export function isContentKey(value: string): boolean {
  return (
    value !== '' &&
    value === value.trim() &&
    Array.from(value).length <= longestKey &&
    value.isWellFormed() &&
    !controlCharacter.test(value)
  );
}

/** The key content is stored under: `key` of a course or run, `uuid` of a program or pathway; as written. Empty only if the contract is broken. */
export function contentKey(raw: RawContent): string {
  const member = raw.content_type === 'course' || raw.content_type === 'courserun' ? raw['key'] : raw['uuid'];
  return textOf(member) ?? '';
}

/** The uuid as written, or null. */
export function contentUuid(raw: RawContent): string | null {
  const uuid = textOf(raw['uuid']);
  return uuid !== undefined && isUuid(uuid) ? uuid : null;
}

/**
 * The key of a run's course: what the run says (`course`, `course_key`), else what its aggregation key says (`courserun:KEY`), else what its
 * own key says (`course-v1:ORG+NUMBER+RUN` is a run of `ORG+NUMBER`). Null for everything that is not a run.
 */
export function parentKey(raw: RawContent): string | null {
  if (raw.content_type !== 'courserun') {
    return null;
  }
  const aggregation = textOf(raw['aggregation_key']);
  const candidates = [
    raw['course'],
    raw['course_key'],
    aggregation?.startsWith(runAggregation) ? aggregation.slice(runAggregation.length) : undefined,
    courseOfRunKey(textOf(raw['key'])),
  ];
  return (
    (candidates.find((candidate) => typeof candidate === 'string' && isContentKey(candidate)) as string | null) ?? null
  );
}

/** `{type}:{key or uuid}`, for a run `courserun:{its course's key}`; null when that key is not known. For content that names no aggregation key. */
export function derivedAggregationKey(raw: RawContent): string | null {
  const about = raw.content_type === 'courserun' ? parentKey(raw) : contentKey(raw);
  return about === null || about === '' ? null : `${raw.content_type}:${about}`;
}

function courseOfRunKey(runKey: string | undefined): string | undefined {
  const [, organization, number] = runKeyForm.exec(runKey ?? '') ?? [];
  return organization === undefined || number === undefined ? undefined : `${organization}+${number}`;
}
