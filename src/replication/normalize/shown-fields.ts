import type { Listing } from './listing.ts';
import type { Normalized } from './normalize.ts';

/**
 * What results show beyond the fields that are searched, under the names that portals know from the index that was used before; what
 * is searched under the same name in another shape, such as `partners`, is shown in this one.
 */
export function shownFields(normalized: Normalized, listing: Listing): Record<string, unknown> {
  const { content_type: type, key } = normalized;
  const { course_runs: runs, upcoming_course_runs: upcoming } = listing;
  return {
    key: type === 'course' || type === 'courserun' ? key : null,
    partners: normalized.partners.map(({ name, logo_image_url }) => ({ name, logo_image_url })),
    logo_image_urls: logosOf(normalized, listing),
    original_image_url: listing.original_image_url,
    banner_image_url: listing.banner_image_url,
    subtitle: listing.subtitle,
    outcome: normalized.outcome,
    prerequisites: normalized.prerequisites,
    prerequisites_raw: normalized.html.prerequisites,
    skills: listing.skills,
    learning_items: listing.learning_items,
    advertised_course_run: listing.advertised_course_run,
    course_runs: runs,
    upcoming_course_runs: runs.filter((run) => run.key !== null && upcoming.includes(run.key)),
    course_keys: normalized.course_keys,
    course_details: listing.course_details,
    program_keys: normalized.program_keys,
    ...(type === 'learnerpathway' ? { programs: normalized.program_keys } : {}),
    prices: listing.prices,
    entitlements: listing.entitlements,
    first_enrollable_paid_seat_price: normalized.price,
    course_bayesian_average: normalized.course_bayesian_average,
    learning_type_v2: normalized.learning_type,
    additional_metadata: listing.additional_metadata,
    normalized_metadata: normalized.normalized_metadata,
    created: listing.created === null ? null : Math.trunc(listing.created / 1_000),
  };
}

function logosOf({ partners }: Normalized, { logo_image_urls }: Listing): string[] {
  const logos = partners.flatMap(({ logo_image_url }) => logo_image_url ?? []);
  return logo_image_urls.length > 0 ? logo_image_urls : [...new Set(logos)];
}
