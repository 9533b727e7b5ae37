import type { CatalogContext } from '../port.ts';
import type { AllowedRunsOfCourse } from '../queries/sights.ts';
import type { CatalogContextRow } from './catalog-context.mysql.ts';

export function toCatalogContext(row: CatalogContextRow): CatalogContext {
  const attributes = JSON.parse(row.customer_attributes ?? '{}') as { enable_learner_portal?: unknown };
  const name = row.customer_name ?? row.enterprise_name;
  const moments = [row.modified_at, ...(row.customer_modified_at === null ? [] : [row.customer_modified_at])];
  return {
    uuid: row.uuid,
    title: row.title,
    enterpriseUuid: row.enterprise_uuid,
    queryId: row.query_id,
    allowedRuns:
      row.restricted_runs === null
        ? []
        : (JSON.parse(row.restricted_runs) as AllowedRunsOfCourse[]).flatMap(({ runs }) => runs),
    publishAuditEnrollmentUrls: row.publish_audit_enrollment_urls === 1,
    modifiedAt: new Date(Math.max(...moments.map((moment) => moment.getTime()))),
    customer: {
      name,
      slug: row.customer_slug,
      usesLearnerPortal: attributes.enable_learner_portal === true && row.customer_slug !== null,
    },
  };
}
