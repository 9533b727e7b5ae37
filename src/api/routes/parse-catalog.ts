import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { BadRequestError, type Fault } from '../../kernel/errors.ts';
import { member, parseJson, toValue } from '../../kernel/json.ts';
import type { CatalogChange, NewCatalog } from '../../inclusion/port.ts';

/** What the request is for: `create` and `replace` need what makes a catalog, `change` takes any part of it. */
type Purpose = 'create' | 'replace' | 'change';

const uuid = { type: 'string', pattern: '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' };

/** Tolerant: members that older clients send beside these are passed over. The filter itself is read by inclusion. */
const properties = {
  uuid,
  title: { type: 'string', minLength: 1, maxLength: 255, pattern: '\\S' },
  enterprise_customer: uuid,
  enterprise_customer_name: { type: ['string', 'null'], maxLength: 255 },
  enabled_course_modes: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 100 }, maxItems: 100 },
  // The LMS sends the text "true".
  publish_audit_enrollment_urls: { enum: [true, false, 'true', 'false', 'True', 'False'] },
  content_filter: { type: 'object' },
  catalog_query_uuid: { ...uuid, type: ['string', 'null'] },
  query_title: { type: ['string', 'null'], maxLength: 255 },
};

const withQuery = { anyOf: [{ required: ['content_filter'] }, { required: ['catalog_query_uuid'] }] };

const ajv = formats.default(new Ajv2020({ allErrors: true, allowUnionTypes: true }));
const validators: Record<Purpose, ValidateFunction> = {
  create: ajv.compile({ type: 'object', properties, required: ['title', 'enterprise_customer'], ...withQuery }),
  replace: ajv.compile({ type: 'object', properties, required: ['title'], ...withQuery }),
  change: ajv.compile({ type: 'object', properties }),
};

interface CatalogBody {
  uuid?: string;
  title?: string;
  enterprise_customer?: string;
  enterprise_customer_name?: string | null;
  enabled_course_modes?: string[];
  publish_audit_enrollment_urls?: boolean | string;
  catalog_query_uuid?: string | null;
  query_title?: string | null;
}

export function parseCatalog(text: string, purpose: 'create'): NewCatalog;
export function parseCatalog(text: string, purpose: 'replace' | 'change'): CatalogChange;
/**
 * Reads a catalog's body.
 * @throws BadRequestError with every fault of its members at once
 */
export function parseCatalog(text: string, purpose: Purpose): NewCatalog | CatalogChange {
  const node = parseJson(text);
  const value = toValue(node);
  const validate = validators[purpose];
  if (!validate(value)) {
    throw new BadRequestError('the catalog cannot be read', { faults: faultsOf(validate.errors ?? []) });
  }
  const body = value as CatalogBody;
  const filter = member(node, 'content_filter');
  const query = {
    ...(typeof body.catalog_query_uuid === 'string' ? { uuid: body.catalog_query_uuid } : {}),
    ...(body.query_title === undefined ? {} : { title: body.query_title }),
    ...(filter === undefined ? {} : { filter: { text, node: filter } }),
  };
  return {
    ...(body.uuid === undefined || purpose !== 'create' ? {} : { uuid: body.uuid }),
    ...(body.title === undefined ? {} : { title: body.title }),
    ...(body.enterprise_customer === undefined ? {} : { enterpriseUuid: body.enterprise_customer }),
    ...(body.enterprise_customer_name === undefined && purpose !== 'create'
      ? {}
      : { enterpriseName: body.enterprise_customer_name ?? null }),
    ...(body.enabled_course_modes === undefined ? {} : { enabledCourseModes: body.enabled_course_modes }),
    ...(body.publish_audit_enrollment_urls === undefined
      ? {}
      : { publishAuditEnrollmentUrls: String(body.publish_audit_enrollment_urls).toLowerCase() === 'true' }),
    query,
  };
}

function faultsOf(errors: readonly ErrorObject[]): Fault[] {
  return errors
    .filter(({ keyword }) => keyword !== 'anyOf')
    .map(({ instancePath, keyword, message, params }) => {
      const missing = (params as { missingProperty?: string }).missingProperty;
      return missing === undefined
        ? { pointer: instancePath, code: keyword, detail: message ?? 'is wrong' }
        : { pointer: `${instancePath}/${missing}`, code: 'required', detail: 'this member is required' };
    });
}
