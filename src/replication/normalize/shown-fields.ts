import type { Listing } from './listing.ts';
import type { Normalized } from './normalize.ts';

/**
 * What results show beyond the fields that are searched, under the names that portals know from the index that was used before; what
 * is searched under the same name in another shape, such as `partners`, is shown in this one.
 */
export function shownFields(normalized: Normalized, listing: Listing): Record<string, unknown> {
  const { content_type, key } = normalized;
  const isProgram = content_type === 'program';
  const { upcoming_course_runs: upcoming, ...listed } = listing;
  const runs = listing.course_runs;
  return {
    ...listed,
    key: content_type === 'course' || content_type === 'courserun' ? key : null,
    partner: normalized.partners[0]?.key ?? null,
    partners: normalized.partners.map(({ name, logo_image_url }) => ({ name, logo_image_url })),
    logo_image_urls: logosOf(normalized, listing),
    outcome: normalized.outcome,
    prerequisites: normalized.prerequisites,
    prerequisites_raw: normalized.html.prerequisites,
    upcoming_course_runs: runs.filter((run) => run.key !== null && upcoming.includes(run.key)),
    course_keys: normalized.course_keys,
    program_keys: normalized.program_keys,
    programs: content_type === 'learnerpathway' ? normalized.program_keys : normalized.program_types,
    program_titles: normalized.program_titles,
    program_type: isProgram ? (normalized.program_types[0] ?? null) : null,
    first_enrollable_paid_seat_price: normalized.price,
    course_bayesian_average: normalized.course_bayesian_average,
    learning_type_v2: normalized.learning_type,
    normalized_metadata: normalized.normalized_metadata,
    created: listing.created === null ? null : Math.trunc(listing.created / 1_000),
  };
}

function logosOf({ partners }: Normalized, { logo_image_urls }: Listing): string[] {
  const logos = partners.flatMap(({ logo_image_url }) => logo_image_url ?? []);
  return logo_image_urls.length > 0 ? logo_image_urls : [...new Set(logos)];
}
