import type { CatalogContext, Inclusion } from '../../inclusion/port.ts';
import {
  enrollmentUrl,
  enrolmentOf,
  withCampaign,
  xapiActivityId,
  type ContentItem,
  type Enrolment,
  type PlatformAddresses,
} from '../../replication/port.ts';
import type { CatalogItems } from './catalog-items.ts';
import { presentContent } from './present-content.ts';

/** What routes need that show members of catalogs. */
export interface CatalogContentDeps {
  inclusion: Inclusion;
  catalogItems: CatalogItems;
}

/** An item as a member of some catalog: everything that is the same in all of them is JSON text already. */
export interface PreparedContent {
  /** An object without its closing brace. */
  text: string;
  modifiedAt: number;
  enrolment: Enrolment | undefined;
  /** As upstream has it; absent where the item has none. */
  marketing?: { url: unknown };
  runs?: PreparedRun[];
}

/** A run inside a course. */
interface PreparedRun {
  text: string;
  /** How it is enrolled in, where the catalog decides that; `text` lacks its closing brace then. */
  enrolment?: Enrolment;
}

export function prepareContent(item: ContentItem, addresses: PlatformAddresses): PreparedContent {
  const { marketing_url: marketing, course_runs: runs, ...same } = presentContent(item) as Record<string, unknown>;
  const enrolment = enrolmentOf(item);
  const hasRuns = item.contentType === 'course' && Array.isArray(runs);
  return {
    text: open({
      ...same,
      // Added for each catalog.
      content_last_modified: undefined,
      enrollment_url: undefined,
      ...(runs === undefined || hasRuns ? {} : { course_runs: runs }),
      ...(enrolment === undefined ? {} : { xapi_activity_id: xapiActivityId(item, addresses) }),
    }),
    modifiedAt: item.modifiedAt.getTime(),
    enrolment,
    ...(marketing === undefined ? {} : { marketing: { url: marketing } }),
    ...(hasRuns ? { runs: runs.map((run: unknown) => prepareRun(run, item, enrolment)) } : {}),
  };
}

function prepareRun(run: unknown, course: ContentItem, enrolment: Enrolment | undefined): PreparedRun {
  const key = (run as { key?: unknown } | null)?.key;
  if (typeof key !== 'string' || enrolment === undefined) {
    return { text: JSON.stringify(run) };
  }
  const shown = { ...(run as object), parent_content_key: course.contentKey };
  return enrolment.isExecutiveEducation
    ? { text: JSON.stringify(shown) }
    : { text: open({ ...shown, enrollment_url: undefined }), enrolment: { ...enrolment, runKey: key } };
}

/** JSON text of an item in a customer's catalog, with the addresses at which his learners find it. */
export function completeContent(
  { text, modifiedAt, enrolment, marketing, runs }: PreparedContent,
  catalog: CatalogContext,
  addresses: PlatformAddresses,
): string {
  const added = {
    content_last_modified: new Date(Math.max(modifiedAt, catalog.modifiedAt.getTime())).toISOString(),
    enrollment_url: enrolment === undefined ? null : enrollmentUrl(catalog, enrolment, addresses),
    ...(marketing === undefined ? {} : { marketing_url: withCampaign(catalog, marketing.url) }),
  };
  const ofRuns = runs?.map((run) =>
    run.enrolment === undefined
      ? run.text
      : `${run.text},"enrollment_url":${JSON.stringify(enrollmentUrl(catalog, run.enrolment, addresses))}}`,
  );
  return `${text},${JSON.stringify(added).slice(1, -1)}${ofRuns === undefined ? '' : `,"course_runs":[${ofRuns.join(',')}]`}}`;
}

/** Without the closing brace, for more members to follow: it has some. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1);
}

/** What the envelope says of the catalog. */
export function presentCatalogOf({ uuid, title, enterpriseUuid }: CatalogContext) {
  return { uuid, title, enterprise_customer: enterpriseUuid };
}
