import { Type } from 'typebox';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Replication } from '../../replication/port.ts';
import { JsonText } from '../json-text.ts';
import { customerExamples as examples } from '../examples/customers.ts';
import { route, type Route } from '../route.ts';
import { Uuid, answer, notModified } from '../schemas/common.ts';
import { ContentSchema } from '../schemas/content.ts';
import { suffix, versions, type Version } from '../versions.ts';
import { languageHeader, languageParameter } from './content-view.ts';
import type { CatalogContentDeps } from './present-catalog-content.ts';

export interface CustomerRouteDeps extends CatalogContentDeps {
  replication: Pick<Replication, 'find'>;
}

const tag = 'Customers';
const rule = { anyOf: ['learner', 'admin'], of: 'customer' } as const;

/** What is asked across a customer's catalogs. */
export function customerRoutes(deps: CustomerRouteDeps): Route[] {
  return versions.flatMap((version) => [filterContentItems(version, deps), customerContent(version, deps)]);
}

function filterContentItems(version: Version, { inclusion }: CustomerRouteDeps): Route {
  return route({
    method: 'post',
    path: `/api/${version}/enterprise-customer/{customer}/filter_content_items/`,
    id: `filterContentItems${suffix[version]}`,
    tag,
    summary: "Which of these items one of the customer's catalogs contains",
    rule,
    rate: 'containment',
    parameters: { path: Type.Object({ customer: Uuid }) },
    malformedPath: 400,
    body: {
      schema: Type.Object(
        {
          content_keys: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 10_000 }),
          catalog_uuids: Type.Optional(
            Type.Array(Uuid, { maxItems: 10_000, description: 'Only these, as far as they are the customer’s' }),
          ),
        },
        { title: 'ItemsToFilter' },
      ),
      description: 'The items',
      read: 'value',
    },
    answers: {
      200: {
        description: 'Those that are contained, in the order given',
        schema: answer('FilteredItems', { filtered_content_keys: Type.Array(Type.String()) }),
      },
    },
    examples: examples.filter,
    handle: async ({ path, body }) => {
      const contained = await inclusion.filterContained(path.customer, {
        contentKeys: body.content_keys,
        ...(body.catalog_uuids === undefined ? {} : { catalogUuids: body.catalog_uuids }),
      });
      const keys = [...new Set(body.content_keys)].filter((key) => contained.has(key));
      return { status: 200, body: { filtered_content_keys: keys } };
    },
  });
}

function customerContent(version: Version, { inclusion, replication, catalogItems }: CustomerRouteDeps): Route {
  return route({
    method: 'get',
    path: `/api/${version}/enterprise-customer/{customer}/content-metadata/{key}/`,
    id: `readCustomerContent${suffix[version]}`,
    tag,
    summary: "One item, as a member of the oldest of the customer's catalogs that has it",
    description: 'The course of a run that is asked for, where the course is a member; else the run.',
    rule,
    rate: 'read',
    parameters: {
      path: Type.Object({ customer: Uuid, key: Type.String({ description: 'Content key or uuid', minLength: 1 }) }),
      query: Type.Object({
        lang: languageParameter,
        skip_customer_fetch: Type.Optional(
          Type.String({ description: 'Accepted without effect: the customer is never fetched from another service' }),
        ),
      }),
    },
    malformedPath: 400,
    answers: { 200: { description: 'The item', schema: ContentSchema }, 304: notModified },
    problems: [404],
    examples: examples.content,
    handle: async ({ path, query: { lang } }) => {
      for (const coerceToCourse of [true, false]) {
        const found = await replication.find(path.key, { coerceToCourse });
        const catalog = found && (await inclusion.holdingContext(path.customer, found.contentId));
        const [item] = found && catalog ? await catalogItems.write([found.contentId], catalog, version, lang) : [];
        if (item !== undefined) {
          return { status: 200, body: new JsonText(item.text), headers: languageHeader(item.language) };
        }
      }
      throw new NotFoundError('there is no such item in a catalog of this customer');
    },
  });
}
