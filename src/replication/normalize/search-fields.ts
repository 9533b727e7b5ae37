import type { SearchFields } from '../../content-index/port.ts';
import type { Normalized } from './normalize.ts';

/** Longest text of a keyword that the engine takes, with room for four bytes a character. */
const longestKeyword = 8_000;

/** What the content index holds of an item for search; `mappings/README.md` says what each field is for. */
export function toSearchFields(normalized: Normalized): SearchFields {
  return {
    title: normalized.title,
    short_description: normalized.short_description,
    full_description: normalized.full_description,
    partners: keywords(normalized.partners.map(({ name }) => name)),
    subjects: keywords(normalized.subjects),
    skill_names: keywords(normalized.skill_names),
    level_type: keyword(normalized.level_type),
    language: keyword(normalized.language),
    availability: normalized.availability,
    programs: keywords(normalized.program_types),
    program_titles: keywords(normalized.program_titles),
    course_type: keyword(normalized.course_type),
    learning_type: normalized.learning_type,
    card_image_url: normalized.card_image_url,
    marketing_url: normalized.marketing_url,
    price: normalized.price,
    recent_enrollment_count: Math.trunc(normalized.recent_enrollment_count),
    bayesian_average: normalized.course_bayesian_average,
  };
}

/** A facet value that long is no facet value. */
function keywords(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value.length <= longestKeyword))];
}

function keyword(value: string | null): string | null {
  return value !== null && value.length <= longestKeyword ? value : null;
}
