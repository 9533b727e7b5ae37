import type { CourseTexts } from './course-texts.ts';
import type { CourseTraits } from './course-traits.ts';
import { isoMicroseconds, isoOrNull, isoSeconds } from './instants.ts';
import { logoUrl } from './organisations.ts';
import type { Run } from './runs.ts';

const RESTRICTION = 'custom-b2b-enterprise';

/** Members that the nested and the top-level form of a run share, so that the two cannot disagree. */
function commonMembers(course: CourseTraits, texts: CourseTexts, run: Run): Record<string, unknown> {
  return {
    key: run.key,
    uuid: run.uuid,
    title: texts.title,
    marketing_url: texts.marketingUrl,
    start: isoSeconds(run.schedule.start),
    end: isoOrNull(run.schedule.end),
    go_live_date: isoOrNull(run.schedule.goLive),
    enrollment_start: isoOrNull(run.schedule.enrollmentStart),
    enrollment_end: isoOrNull(run.schedule.enrollmentEnd),
    weeks_to_complete: run.schedule.weeks,
    pacing_type: run.schedule.pacing,
    type: course.type.runType,
    restriction_type: run.restricted ? RESTRICTION : null,
    status: run.status,
    is_enrollable: run.isEnrollable,
    has_enrollable_seats: run.hasEnrollableSeats,
    is_marketable: run.isMarketable,
    is_marketable_external: run.isMarketableExternal,
    availability: run.availability,
    min_effort: run.minEffort,
    max_effort: run.maxEffort,
    level_type: course.level,
    mobile_available: run.mobileAvailable,
    hidden: run.hidden,
    first_enrollable_paid_seat_price: run.paidSeat === undefined ? null : Number(run.paidSeat.price),
  };
}

/** A run as upstream nests it in its course's `course_runs`. */
export function nestedRun(course: CourseTraits, texts: CourseTexts, run: Run): Record<string, unknown> {
  return {
    ...commonMembers(course, texts, run),
    fixed_price_usd: run.fixedPrice,
    image: { src: texts.imageUrl },
    seats: run.seats,
    course: course.key,
    course_uuid: course.uuid,
    content_language: course.language.code,
    content_language_search_facet_name: course.language.name,
    transcript_languages: run.transcripts.map((language) => language.code),
    transcript_languages_search_facet_names: run.transcripts.map((language) => language.name),
    staff: run.staff,
    modified: isoMicroseconds(run.modified),
    enrollment_count: run.enrollments.total,
    recent_enrollment_count: run.enrollments.recent,
    estimated_hours: run.schedule.weeks * run.maxEffort,
    enterprise_subscription_inclusion: texts.inSubscription,
  };
}

/** A run as upstream's search gives it: a document of its own, whose parent shows in the aggregation key. */
export function runDocument(
  course: CourseTraits,
  texts: CourseTexts,
  run: Run,
  programTypes: readonly string[],
): Record<string, unknown> {
  return {
    aggregation_key: `courserun:${course.key}`,
    content_type: 'courserun',
    ...commonMembers(course, texts, run),
    short_description: texts.short,
    full_description: texts.firstParagraph,
    first_enrollable_paid_seat_sku: run.paidSeat?.sku ?? null,
    image_url: texts.imageUrl,
    language: course.language.name,
    languages: [course.language.name],
    transcript_languages: run.transcripts.map((language) => language.name),
    logo_image_urls: course.owners.map((owner) => logoUrl(owner)),
    number: course.number,
    org: course.organisation.key,
    authoring_organization_uuids: course.owners.map((owner) => owner.uuid),
    partner: course.partner,
    program_types: programTypes,
    published: run.status === 'published',
    seat_types: run.seats.map((seat) => seat.type),
    skill_names: texts.skills.map((skill) => skill.name),
    skills: texts.skills,
    staff_uuids: run.staff.map((person) => person.uuid),
    subject_uuids: texts.subjects.map((subject) => subject.uuid),
  };
}
