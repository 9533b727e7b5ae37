import { BOOTCAMP, EXECUTIVE_EDUCATION } from './course-types.ts';
import type { CourseTexts } from './course-texts.ts';
import type { CourseTraits } from './course-traits.ts';
import { executiveMetadata } from './executive-metadata.ts';
import { isoMicroseconds, isoOrNull } from './instants.ts';
import { itemAt } from './item-at.ts';
import { organisationDocument } from './organisations.ts';
import { drawReviews } from './popularity.ts';
import { nestedProgram, type ProgramTraits } from './programs.ts';
import { RandomStream } from './random.ts';
import { nestedRun } from './run-documents.ts';
import type { Run } from './runs.ts';
import type { World } from './world.ts';

/** Everything a course's document is made of. */
export interface CourseParts {
  course: CourseTraits;
  texts: CourseTexts;
  runs: readonly Run[];
  programs: readonly ProgramTraits[];
}

/** Share of the executive education courses that carry entitlement and additional metadata: 8 of the 9 per cent. */
const EXECUTIVE_METADATA_SHARE = 8 / 9;

/** A course as upstream's search and detail answers together describe it, runs nested. */
export function courseDocument(world: World, parts: CourseParts): Record<string, unknown> {
  const { course, texts, runs, programs } = parts;
  const stream = new RandomStream(world.seed, 'course', course.index, 'document');
  const open = runs.filter((run) => !run.restricted);
  const advertised = runs.find((run) => run.advertised);
  const enrollments = sum(runs.map((run) => run.enrollments.total));
  const reviews = drawReviews(enrollments, stream);
  const isExecutive = course.type.slug === EXECUTIVE_EDUCATION;
  const external = isExecutive && stream.chance(EXECUTIVE_METADATA_SHARE);
  const source = isExecutive || course.type.slug === BOOTCAMP ? '2u' : 'edx';
  return {
    aggregation_key: `course:${course.key}`,
    content_type: 'course',
    key: course.key,
    uuid: course.uuid,
    title: texts.title,
    partner: course.partner,
    course_type: course.type.slug,
    type: new RandomStream(world.seed, 'course-type', course.type.slug).uuid(),
    level_type: course.level,
    short_description: texts.short,
    full_description: texts.full,
    outcome: texts.outcome,
    prerequisites_raw: texts.prerequisites,
    syllabus_raw: texts.syllabus,
    owners: course.owners.map((owner) => organisationDocument(owner)),
    organizations: course.owners.map((owner) => `${owner.key}: ${owner.name}`),
    subjects: texts.subjects,
    skills: texts.skills,
    skill_names: texts.skills.map((skill) => skill.name),
    languages: [course.language.name],
    url_slug: texts.slug,
    marketing_url: texts.marketingUrl,
    image: { src: texts.imageUrl },
    image_url: texts.imageUrl,
    card_image_url: texts.imageUrl,
    original_image: { src: texts.imageUrl.replace('.jpg', '-original.jpg') },
    video: stream.chance(0.5) ? { src: `https://video.example.test/v/${course.number.toLowerCase()}` } : null,
    course_runs: runs.map((run) => nestedRun(course, texts, run)),
    course_run_keys: runs.map((run) => run.key),
    course_run_statuses: [...new Set(open.map((run) => run.status))].sort(),
    advertised_course_run_uuid: advertised?.uuid ?? null,
    canonical_course_run_key: itemAt(runs, 0).key,
    first_enrollable_paid_seat_price: coursePrice(advertised, open),
    seat_types: [...new Set(open.flatMap((run) => run.seats.map((seat) => seat.type)))],
    end_date: isoOrNull(latestEnd(open)),
    course_ends: open.length > 0 && open.every((run) => run.availability === 'Archived') ? 'Past' : 'Future',
    course_length: courseLength(itemAt(runs, 0).schedule.weeks),
    entitlements: entitlements(course, external, stream),
    additional_metadata: external ? executiveMetadata(world, parts, stream) : null,
    external_course_marketing_type: external ? 'short_course' : null,
    programs: programs.map((program) => nestedProgram(program)),
    product_source: {
      name: source === 'edx' ? 'edX' : source,
      slug: source,
      description: source === 'edx' ? 'edX' : '2U',
    },
    enterprise_subscription_inclusion: texts.inSubscription,
    excluded_from_search: stream.chance(0.01),
    enrollment_count: enrollments,
    recent_enrollment_count: sum(runs.map((run) => run.enrollments.recent)),
    ...(reviews === undefined ? {} : { reviews_count: reviews.count, avg_course_rating: reviews.average }),
    modified: isoMicroseconds(Math.max(...runs.map((run) => run.modified))),
  };
}

/** The advertised run's price, else that of the first active run by key, else none. */
function coursePrice(advertised: Run | undefined, open: readonly Run[]): number | null {
  const active = open.filter((run) => isActive(run)).sort((left, right) => (left.key < right.key ? -1 : 1));
  const seat = (advertised ?? active[0])?.paidSeat;
  return seat === undefined ? null : Number(seat.price);
}

function isActive(run: Run): boolean {
  return run.isEnrollable && ((run.status === 'published' && run.isMarketable) || run.isMarketableExternal);
}

/** Null when a run has no end, as the latest is not known then. */
function latestEnd(runs: readonly Run[]): number | null {
  const ends = runs.map((run) => run.schedule.end);
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...ends.map((end) => end ?? 0));
}

function courseLength(weeks: number): string {
  if (weeks <= 4) {
    return 'short';
  }
  return weeks <= 8 ? 'medium' : 'long';
}

/** What can be bought for a course rather than for a run. */
function entitlements(course: CourseTraits, external: boolean, stream: RandomStream): Record<string, unknown>[] {
  if (course.price === null || (course.type.slug === EXECUTIVE_EDUCATION && !external)) {
    return [];
  }
  const mode = course.type.paidSeats[0];
  if (mode === 'verified' && !stream.chance(0.5)) {
    return [];
  }
  return [{ mode, price: `${String(course.price)}.00`, currency: 'USD', sku: stream.sku(), expires: null }];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
