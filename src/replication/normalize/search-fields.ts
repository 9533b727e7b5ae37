import type { SearchFields } from '../../content-index/port.ts';
import type { Listing } from './listing.ts';
import type { Normalized } from './normalize.ts';
import { programName } from './program-names.ts';
import { shownFields } from './shown-fields.ts';

/** Longest text of a keyword that the engine takes, with room for four bytes a character. */
const longestKeyword = 8_000;

/**
 * What the content index holds of an item for search; `mappings/README.md` says what each field is for.
 * @param listing undefined for an item that an older program formed, until it is formed anew
 */
export function toSearchFields(normalized: Normalized, listing: Listing | undefined): SearchFields {
  const { title, short_description, full_description, outcome, dates } = normalized;
  const run = listing?.advertised_course_run;
  const isProgram = normalized.content_type === 'program';
  // Learners know programs by their names; a course says of what types its programs are, as upstream has them.
  const programs = isProgram ? normalized.program_types.map(programName) : normalized.program_types;
  return {
    title,
    short_description,
    full_description,
    outcome,
    ...(isSpanish(normalized) ? { es: { title, short_description, full_description, outcome } } : {}),
    additional_information: listing?.additional_information ?? '',
    aggregation_key: keyword(normalized.aggregation_key),
    partners: keywords(normalized.partners.map(({ name }) => name)),
    subjects: keywords(normalized.subjects),
    skill_names: keywords(normalized.skill_names),
    level_type: keyword(normalized.level_type),
    language: keyword(normalized.language),
    transcript_languages: keywords(normalized.transcript_languages),
    translation_languages: keywords(listing?.translation_languages ?? []),
    availability: normalized.availability,
    programs: keywords(programs),
    program_titles: keywords(normalized.program_titles),
    program_type: isProgram ? keyword(programs[0] ?? null) : null,
    course_type: keyword(normalized.course_type),
    course_length: keyword(listing?.course_length ?? null),
    product_source: keyword(normalized.product_source?.slug ?? normalized.product_source?.name ?? null),
    learning_type: normalized.learning_type,
    card_image_url: normalized.card_image_url,
    marketing_url: normalized.marketing_url,
    price: normalized.price,
    recent_enrollment_count: Math.trunc(normalized.recent_enrollment_count),
    reviews_count: normalized.reviews_count,
    avg_course_rating: normalized.avg_course_rating,
    bayesian_average: normalized.course_bayesian_average,
    start: instant(dates.start),
    end: instant(dates.end),
    enroll_by: instant(dates.enroll_by),
    upgrade_deadline: run === undefined || run === null ? null : run.upgrade_deadline * 1_000,
    visible_via_association: listing?.visible_via_association ?? null,
    created: listing?.created ?? null,
    is_new_content: listing?.is_new_content ?? false,
    is_discoverable: normalized.discoverable,
    undiscoverable_reasons: normalized.undiscoverable_reasons,
    shown: listing === undefined ? {} : shownFields(normalized, listing),
  };
}

/** Whether it is taught in Spanish: upstream does not say in what language it writes, and mostly writes in that one. */
function isSpanish({ languages: [language] }: Normalized): boolean {
  return language !== undefined && (language.name === 'Spanish' || /^es\b/i.test(language.code ?? ''));
}

function instant(date: string | null): number | null {
  return date === null ? null : Date.parse(date);
}

/** A facet value that long is no facet value. */
function keywords(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value.length <= longestKeyword))];
}

function keyword(value: string | null): string | null {
  return value !== null && value.length <= longestKeyword ? value : null;
}
