import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Service } from '../../src/compose.ts';
import type { CatalogImport, CustomerImport, QueryImport, QueryImportOutcome } from '../../src/inclusion/port.ts';
import { ServiceError } from '../../src/kernel/errors.ts';
import { member, parseJson, toValue } from '../../src/kernel/json.ts';
import type { LineImporter, LineOutcome } from './import-file.ts';

interface QueryLine {
  uuid: string;
  title?: string | null;
}

interface CatalogLine {
  uuid: string;
  title: string;
  enterprise_uuid: string;
  enterprise_name?: string | null;
  catalog_query_uuid: string;
  enabled_course_modes?: string[];
  publish_audit_enrollment_urls?: boolean;
}

interface CustomerLine {
  uuid: string;
  name: string;
  slug?: string | null;
}

/** Bytes. A document is at most a few hundred kB, and is kept in three forms in one statement; a filter is up to 4 MB. */
const longestContent = 4_194_304;
export const longestOther = 8_388_608;

const uuid = { type: 'string', pattern: '^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$' };
const name = { type: 'string', minLength: 1, maxLength: 255 };
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });

const query = ajv.compile<QueryLine>({
  type: 'object',
  required: ['uuid', 'content_filter'],
  properties: { uuid, title: { type: ['string', 'null'], maxLength: 255 }, content_filter: { type: 'object' } },
});

const catalog = ajv.compile<CatalogLine>({
  type: 'object',
  required: ['uuid', 'title', 'enterprise_uuid', 'catalog_query_uuid'],
  properties: {
    uuid,
    title: name,
    enterprise_uuid: uuid,
    enterprise_name: { type: ['string', 'null'], maxLength: 255 },
    catalog_query_uuid: uuid,
    enabled_course_modes: { type: 'array', items: { type: 'string' } },
    publish_audit_enrollment_urls: { type: 'boolean' },
  },
});

const customer = ajv.compile<CustomerLine>({
  type: 'object',
  required: ['uuid', 'name'],
  properties: { uuid, name, slug: { type: ['string', 'null'], maxLength: 255 } },
});

/**
 * @param options.via with what the items come, as their history tells it
 * @param options.observe is shown every document, before it is stored
 */
export function importContentLines(
  { replication, inclusion }: Service,
  { via, observe }: { via: string; observe: (document: unknown) => void },
): LineImporter<unknown> {
  return {
    batch: 250,
    lanes: 2,
    longest: longestContent,
    keyOf: (document) => {
      const { key, uuid } = (document ?? {}) as { key?: unknown; uuid?: unknown };
      return typeof key === 'string' ? key : typeof uuid === 'string' ? uuid : '';
    },
    parse: (text) => {
      try {
        return { row: JSON.parse(text) as unknown };
      } catch (error) {
        return { reason: `not JSON: ${(error as Error).message}` };
      }
    },
    write: async (documents) => {
      documents.forEach(observe);
      const stored = await replication.store(documents, { author: null, via });
      await inclusion.decideItems(stored.claims);
      return stored.documents.map((document) =>
        document.outcome === 'refused'
          ? {
              outcome: 'refused',
              reason: document.errors.map(({ pointer, detail }) => `${pointer || '/'}: ${detail}`).join('; '),
            }
          : { outcome: document.outcome },
      );
    },
  };
}

/**
 * @param options.unknownKeys `report`: filters are stored without their entries of unknown names, which are told
 * @param options.force changed filters are written whatever they drop
 */
export function importQueryLines(
  { inclusion }: Service,
  { unknownKeys, force }: { unknownKeys?: 'report' | undefined; force: boolean },
): LineImporter<QueryImport> {
  return {
    batch: 100,
    lanes: 1,
    longest: longestOther,
    keyOf: ({ uuid }) => uuid,
    parse: (text) => {
      const parsed = parseQueryLine(text);
      return 'reason' in parsed ? parsed : { row: { ...parsed.row, filter: { ...parsed.row.filter, unknownKeys } } };
    },
    write: async (queries) => (await inclusion.importQueries(queries, { force })).map(toldOfQuery),
  };
}

function toldOfQuery(outcome: QueryImportOutcome): LineOutcome {
  if (outcome.outcome === 'proposed') {
    const { proposal, leaving, members } = outcome;
    const loss = `${String(leaving)} of ${String(members)} members would leave`;
    return { outcome: 'proposed', told: `${loss}: kept as proposal ${String(proposal)}, see npm run proposals` };
  }
  return outcome.outcome === 'refused' || outcome.unknown === undefined
    ? outcome
    : { outcome: outcome.outcome, told: `left out: ${outcome.unknown.map(({ detail }) => detail).join('; ')}` };
}

/** A line of a file of queries; the filter itself is not looked at. */
export function parseQueryLine(text: string): { row: QueryImport } | { reason: string } {
  return parseLine(text, query, (value, node) => {
    const filter = member(node, 'content_filter');
    if (filter === undefined) {
      throw new Error('the schema requires content_filter');
    }
    return { uuid: value.uuid, title: value.title ?? null, filter: { text, node: filter } };
  });
}

export function importCatalogLines({ inclusion }: Service): LineImporter<CatalogImport> {
  return {
    batch: 500,
    lanes: 1,
    longest: longestOther,
    keyOf: ({ uuid }) => uuid,
    parse: (text) =>
      parseLine(text, catalog, (line) => ({
        uuid: line.uuid,
        title: line.title,
        enterpriseUuid: line.enterprise_uuid,
        enterpriseName: line.enterprise_name ?? null,
        queryUuid: line.catalog_query_uuid,
        ...(line.enabled_course_modes === undefined ? {} : { enabledCourseModes: line.enabled_course_modes }),
        ...(line.publish_audit_enrollment_urls === undefined
          ? {}
          : { publishAuditEnrollmentUrls: line.publish_audit_enrollment_urls }),
      })),
    write: (catalogs) => inclusion.importCatalogs(catalogs),
  };
}

export function importCustomerLines({ inclusion }: Service): LineImporter<CustomerImport> {
  return {
    batch: 500,
    lanes: 1,
    longest: longestOther,
    keyOf: ({ uuid }) => uuid,
    parse: (text) =>
      parseLine(text, customer, ({ uuid, name, slug, ...attributes }) => ({
        uuid,
        name,
        slug: slug ?? null,
        attributes,
      })),
    write: (customers) => inclusion.importCustomers(customers),
  };
}

function parseLine<Line, Row>(
  text: string,
  validate: ValidateFunction<Line>,
  toRow: (value: Line, node: ReturnType<typeof parseJson>) => Row,
): { row: Row } | { reason: string } {
  try {
    const node = parseJson(text);
    const value = toValue(node);
    if (!validate(value)) {
      return {
        reason: (validate.errors ?? [])
          .map(({ instancePath, message }) => `${instancePath || '/'}: ${message ?? ''}`)
          .join('; '),
      };
    }
    return { row: toRow(value, node) };
  } catch (error) {
    if (error instanceof ServiceError) {
      return { reason: error.message };
    }
    throw error;
  }
}
