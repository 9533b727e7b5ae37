import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { BadRequestError } from '../../kernel/errors.ts';
import { catalogExamples } from '../examples/catalogs.ts';
import { customerExamples } from '../examples/customers.ts';
import { route, type Route } from '../route.ts';
import { Uuid, answer, contentKeys } from '../schemas/common.ts';
import { suffix, versions, type Version } from '../versions.ts';

/** The parameters that name content in `contains_content_items`. */
const contentParameters = {
  course_run_ids: Type.Optional(contentKeys('Keys of courses or runs')),
  program_uuids: Type.Optional(contentKeys('Uuids of programs or pathways')),
};
const wantsList = Type.Optional(Type.Boolean({ description: 'Whether to name the catalogs', default: false }));

/** Whether a catalog, or one of a customer's, contains an item. */
export function containsRoutes(deps: { inclusion: Inclusion }): Route[] {
  return versions.flatMap((version) => [catalogContains(version, deps), customerContains(version, deps)]);
}

function catalogContains(version: Version, { inclusion }: { inclusion: Inclusion }): Route {
  return route({
    method: 'get',
    path: `/api/${version}/enterprise-catalogs/{uuid}/contains_content_items/`,
    id: `catalogContainsContentItems${suffix[version]}`,
    tag: 'Catalogs',
    summary: 'Whether a catalog contains one of these items',
    description:
      'An item is contained when it is a member, or a run of it is, or its course is. At least one must be named.',
    rule: { anyOf: ['learner', 'admin'], of: 'handler' },
    rate: 'containment',
    parameters: { path: Type.Object({ uuid: Uuid }), query: Type.Object(contentParameters) },
    answers: {
      200: {
        description: 'Whether it does',
        schema: answer('Contained', { contains_content_items: Type.Boolean() }),
      },
    },
    examples: catalogExamples.contains,
    handle: async ({ path, query, assertMay }) => {
      const { enterpriseUuid, contained } = await inclusion.catalogContains(path.uuid, askedKeys(query));
      assertMay(enterpriseUuid);
      return { status: 200, body: { contains_content_items: contained } };
    },
  });
}

function customerContains(version: Version, { inclusion }: { inclusion: Inclusion }): Route {
  return route({
    method: 'get',
    path: `/api/${version}/enterprise-customer/{customer}/contains_content_items/`,
    id: `customerContainsContentItems${suffix[version]}`,
    tag: 'Customers',
    summary: 'Whether a catalog of the customer contains one of these items',
    rule: { anyOf: ['learner', 'admin'], of: 'customer' },
    rate: 'containment',
    parameters: {
      path: Type.Object({ customer: Uuid }),
      query: Type.Object({
        ...contentParameters,
        get_catalogs_containing_specified_content_ids: wantsList,
        get_catalog_list: Type.Optional(Type.Boolean({ description: 'The older name of the same', default: false })),
      }),
    },
    malformedPath: 400,
    answers: {
      200: {
        description: 'Whether one does, and which',
        schema: answer('ContainedInCustomer', {
          contains_content_items: Type.Boolean(),
          catalog_list: Type.Optional(Type.Array(Uuid, { description: 'Oldest first' })),
        }),
      },
    },
    examples: customerExamples.contains,
    handle: async ({ path, query }) => {
      const keys = askedKeys(query);
      const listed = query.get_catalogs_containing_specified_content_ids === true || query.get_catalog_list === true;
      const catalogs = await inclusion.customerCatalogsContaining(path.customer, keys, ...(listed ? [] : [1]));
      return {
        status: 200,
        body: { contains_content_items: catalogs.length > 0, ...(listed ? { catalog_list: catalogs } : {}) },
      };
    },
  });
}

/** @throws BadRequestError when no content is named */
function askedKeys(query: { course_run_ids?: string[]; program_uuids?: string[] }): string[] {
  const keys = [...(query.course_run_ids ?? []), ...(query.program_uuids ?? [])];
  if (keys.length === 0) {
    throw new BadRequestError(
      `name at least one item: ${Object.keys(contentParameters).join(' or ')} (repeat the parameter for several)`,
    );
  }
  return keys;
}
