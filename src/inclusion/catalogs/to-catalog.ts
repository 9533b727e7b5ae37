import type { Catalog } from '../port.ts';
import type { CatalogRow } from './catalog-row.mysql.ts';

export function toCatalog(row: CatalogRow): Catalog {
  return {
    id: row.id,
    uuid: row.uuid,
    title: row.title,
    enterpriseUuid: row.enterprise_uuid,
    enterpriseName: row.enterprise_name,
    enabledCourseModes: JSON.parse(row.enabled_course_modes) as string[],
    publishAuditEnrollmentUrls: row.publish_audit_enrollment_urls === 1,
    queryUuid: row.query_uuid,
    queryTitle: row.query_title,
    contentModifiedAt: row.content_modified_at,
    modifiedAt: row.modified_at,
  };
}
