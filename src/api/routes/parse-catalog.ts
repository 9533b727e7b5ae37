import type { CatalogChange, NewCatalog } from '../../inclusion/port.ts';
import { member } from '../../kernel/json.ts';
import type { RouteRequest } from '../route.ts';
import type { CatalogBody } from '../schemas/catalog.ts';

type Read = Pick<RouteRequest<unknown, { unknown_keys?: 'report' }, CatalogBody>, 'body' | 'source' | 'query'>;

/** A new catalog, from a body that has been checked. */
export function newCatalog(request: Read & { body: { title: string; enterprise_customer: string } }): NewCatalog {
  const { body } = request;
  return {
    ...catalogChange(request),
    ...(body.uuid === undefined ? {} : { uuid: body.uuid }),
    title: body.title,
    enterpriseUuid: body.enterprise_customer,
    enterpriseName: body.enterprise_customer_name ?? null,
    query: queryChoice(request),
  };
}

/** Members that are left out stay as they are. */
export function catalogChange(request: Read): CatalogChange {
  const { body } = request;
  return {
    ...(body.title === undefined ? {} : { title: body.title }),
    ...(body.enterprise_customer === undefined ? {} : { enterpriseUuid: body.enterprise_customer }),
    ...(body.enterprise_customer_name === undefined ? {} : { enterpriseName: body.enterprise_customer_name }),
    ...(body.enabled_course_modes === undefined ? {} : { enabledCourseModes: body.enabled_course_modes }),
    ...(body.publish_audit_enrollment_urls === undefined
      ? {}
      : { publishAuditEnrollmentUrls: String(body.publish_audit_enrollment_urls).toLowerCase() === 'true' }),
    query: queryChoice(request),
  };
}

function queryChoice({ body, source, query }: Read): NewCatalog['query'] {
  const filter = member(source.node, 'content_filter');
  return {
    ...(typeof body.catalog_query_uuid === 'string' ? { uuid: body.catalog_query_uuid } : {}),
    ...(body.query_title === undefined ? {} : { title: body.query_title }),
    ...(filter === undefined ? {} : { filter: { text: source.text, node: filter, unknownKeys: query.unknown_keys } }),
  };
}
