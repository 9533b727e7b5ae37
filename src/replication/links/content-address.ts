import type { ContentItem } from '../port.ts';

/** The catalog in which an item is shown, as far as its addresses depend on it. */
interface ShowingCatalog {
  uuid: string;
  enterpriseUuid: string;
  publishAuditEnrollmentUrls: boolean;
  customer: { name: string | null; slug: string | null; usesLearnerPortal: boolean };
}

/** Where the platform's pages are; without a slash at the end. */
export interface PlatformAddresses {
  lms: string;
  learnerPortal: string;
}

/** What is asked for an address: a course, or one of its runs. */
export interface Enrolment {
  courseKey: string | null;
  runKey: string | null;
  isExecutiveEducation: boolean;
}

/** Course or run, and whether it is executive education; undefined for programs and pathways, in which nobody enrols. */
export function enrolmentOf(item: ContentItem): Enrolment | undefined {
  const isExecutiveEducation = item.normalized['learning_type'] === 'Executive Education';
  switch (item.contentType) {
    case 'course':
      return { courseKey: item.contentKey, runKey: null, isExecutiveEducation };
    case 'courserun':
      return { courseKey: item.parentKey, runKey: item.contentKey, isExecutiveEducation };
    default:
      return undefined;
  }
}

/**
 * Where a learner of the catalog's customer enrols: the course's page in the learner portal when the customer uses it, else the
 * LMS's own page. Null for executive education outside of the portal, which the LMS cannot enrol in.
 */
export function enrollmentUrl(
  catalog: ShowingCatalog,
  { courseKey, runKey, isExecutiveEducation }: Enrolment,
  { lms, learnerPortal }: PlatformAddresses,
): string | null {
  const { slug, usesLearnerPortal } = catalog.customer;
  const audit: [string, string][] = catalog.publishAuditEnrollmentUrls ? [['audit', 'true']] : [];
  if (usesLearnerPortal && slug !== null && courseKey !== null) {
    const page = isExecutiveEducation ? 'executive-education-2u/course' : 'course';
    const run: [string, string][] = runKey === null ? [] : [['course_run_key', runKey]];
    const query = new URLSearchParams([...audit, ...run, ...campaign(catalog)]);
    return `${learnerPortal}/${inPath(slug)}/${page}/${inPath(courseKey)}?${query.toString()}`;
  }
  if (isExecutiveEducation) {
    return null;
  }
  const query = new URLSearchParams([...audit, ['catalog', catalog.uuid], ...campaign(catalog)]);
  const key = inPath(runKey ?? courseKey ?? '');
  return `${lms}/enterprise/${catalog.enterpriseUuid}/course/${key}/enroll/?${query.toString()}`;
}

/** An address of upstream's with the customer's campaign; what is no address stays as it is. */
export function withCampaign(catalog: ShowingCatalog, address: unknown): unknown {
  if (typeof address !== 'string' || !URL.canParse(address)) {
    return address;
  }
  const url = new URL(address);
  for (const [name, value] of campaign(catalog)) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

export function xapiActivityId(item: ContentItem, { lms }: PlatformAddresses): string {
  return `${lms}/xapi/activities/${item.contentType}/${inPath(item.contentKey)}`;
}

function campaign({ customer }: ShowingCatalog): [string, string][] {
  const source = slugOf(customer.name ?? '') || customer.slug;
  return [['utm_medium', 'enterprise'], ...(source === null ? [] : [['utm_source', source] as [string, string]])];
}

/** Letters without their accents, digits, and hyphens between them. */
function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[-\s]+/g, '-');
}

/** Keys are written as they are (`course-v1:ORG+NUM+RUN`), but for what would end the path. */
function inPath(text: string): string {
  return encodeURIComponent(text).replaceAll('%2B', '+').replaceAll('%3A', ':');
}
