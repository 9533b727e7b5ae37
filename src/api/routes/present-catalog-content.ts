import type { Static } from 'typebox';
import type { CatalogContext, Inclusion } from '../../inclusion/port.ts';
import {
  enrollmentUrl,
  enrolmentOf,
  withCampaign,
  xapiActivityId,
  type ContentItem,
  type PlatformAddresses,
  type Replication,
} from '../../replication/port.ts';
import type { ContentSchema } from '../schemas/content.ts';
import { presentContent } from './present-content.ts';

/** What routes need that show members of catalogs. */
export interface CatalogContentDeps {
  inclusion: Inclusion;
  replication: Pick<Replication, 'read'>;
  addresses: PlatformAddresses;
}

/** An item as a member of a customer's catalog: with the addresses at which his learners find it. */
export function presentCatalogContent(
  item: ContentItem,
  catalog: CatalogContext,
  addresses: PlatformAddresses,
): Static<typeof ContentSchema> {
  const shown: Static<typeof ContentSchema> = presentContent(item);
  const enrolment = enrolmentOf(item);
  return {
    ...shown,
    ...('marketing_url' in shown ? { marketing_url: withCampaign(catalog, shown['marketing_url']) } : {}),
    content_last_modified: new Date(Math.max(item.modifiedAt.getTime(), catalog.modifiedAt.getTime())).toISOString(),
    ...(enrolment === undefined
      ? { enrollment_url: null }
      : {
          enrollment_url: enrollmentUrl(catalog, enrolment, addresses),
          xapi_activity_id: xapiActivityId(item, addresses),
        }),
    ...(item.contentType === 'course' && Array.isArray(shown['course_runs'])
      ? { course_runs: shown['course_runs'].map((run: unknown) => presentRun(run, item, catalog, addresses)) }
      : {}),
  };
}

function presentRun(run: unknown, course: ContentItem, catalog: CatalogContext, addresses: PlatformAddresses): unknown {
  const key = (run as { key?: unknown } | null)?.key;
  const enrolment = enrolmentOf(course);
  if (typeof key !== 'string' || enrolment === undefined) {
    return run;
  }
  return {
    ...(run as object),
    parent_content_key: course.contentKey,
    ...(enrolment.isExecutiveEducation
      ? {}
      : { enrollment_url: enrollmentUrl(catalog, { ...enrolment, runKey: key }, addresses) }),
  };
}

/** What the envelope says of the catalog. */
export function presentCatalogOf({ uuid, title, enterpriseUuid }: CatalogContext) {
  return { uuid, title, enterprise_customer: enterpriseUuid };
}
