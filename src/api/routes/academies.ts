import { Type } from 'typebox';
import type { Academy, Inclusion } from '../../inclusion/port.ts';
import type { Customers } from '../../kernel/customers.ts';
import type { Search } from '../../search/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { academyExamples as examples } from '../examples/academies.ts';
import { route, type Route } from '../route.ts';
import {
  AcademyBody,
  AcademyListSchema,
  AcademySchema,
  AssociateBody,
  AssociatedSchema,
  SavedAcademySchema,
} from '../schemas/academy.ts';
import { Uuid, languageTag, notModified, uuidPattern } from '../schemas/common.ts';
import { writerOf } from './catalogs.ts';
import { newAcademy } from './parse-academy.ts';
import { presentAcademy, presentSavedAcademy } from './present-academy.ts';

const base = '/api/v1/academies/';
const tag = 'Academies';
const one = { path: Type.Object({ uuid: Uuid }) };
const operators = { anyOf: ['admin'], of: 'every' } as const;
const lang = Type.Optional(
  Type.String({
    ...languageTag,
    description: 'A language for the texts, such as `es`; where they are not translated they come as they are',
  }),
);
const mostTags = 50;

interface Deps {
  inclusion: Pick<Inclusion, 'academies'>;
  search: Pick<Search, 'search'>;
}

/** Catalogs of any customers under one title. */
export function academyRoutes(deps: Deps): Route[] {
  return [...readRoutes(deps), ...writeRoutes(deps)];
}

function readRoutes({ inclusion, search }: Deps): Route[] {
  const { academies } = inclusion;
  return [
    route({
      method: 'get',
      path: base,
      id: 'listAcademies',
      tag,
      summary: 'Academies that have a catalog of a customer, oldest first',
      description: 'None without a customer, or for one that the caller may not see.',
      rule: { anyOf: ['learner', 'admin'], of: 'rows' },
      rate: 'read',
      parameters: {
        query: Type.Object({
          enterprise_customer: Type.Optional(Type.String({ pattern: `^(${uuidPattern})?$` })),
          lang,
          ...cursorPaging,
        }),
      },
      answers: {
        200: { description: 'A page of academies: 10 unless asked otherwise, at most 100', schema: AcademyListSchema },
        304: notModified,
      },
      problems: [404],
      examples: examples.list,
      handle: async ({ query, customers, ctx }) => {
        const page = readCursorPage(query, { usual: 10, largest: 100 });
        const wanted = query.enterprise_customer?.toLowerCase() ?? '';
        const isSeen = wanted !== '' && (customers === 'every' || customers.has(wanted));
        const found = isSeen ? await academies.list(wanted, page) : { count: 0, academies: [] };
        const { shown, envelope } = cursorPage(ctx, page, {
          count: found.count,
          entries: found.academies,
          idOf: ({ id }) => id,
        });
        return {
          status: 200,
          body: { ...envelope, results: shown.map((academy) => presentAcademy(academy, query.lang)) },
        };
      },
    }),
    route({
      method: 'get',
      path: `${base}{uuid}/`,
      id: 'readAcademy',
      tag,
      summary: 'One academy',
      description: 'Of its tags those that more than one of the items carry that the caller finds in it.',
      rule: { anyOf: ['learner', 'admin'], of: 'handler' },
      rate: 'search',
      parameters: { ...one, query: Type.Object({ lang }) },
      answers: { 200: { description: 'The academy', schema: AcademySchema }, 304: notModified },
      problems: [404],
      examples: examples.read,
      handle: async ({ path, query, customers, assertMay }) => {
        const academy = await academies.read(path.uuid, customers);
        assertMay(academy.catalogs[0]?.enterpriseUuid ?? '');
        const tags = await tagsInUse(search, academy, customers);
        return { status: 200, body: presentAcademy({ ...academy, tags }, query.lang) };
      },
    }),
  ];
}

function writeRoutes({ inclusion: { academies } }: Deps): Route[] {
  return [
    route({
      method: 'put',
      path: `${base}{uuid}/`,
      id: 'putAcademy',
      tag,
      summary: 'Make an academy, or replace it',
      description: 'As a whole. A tag is shared by the academies that have it; one that none has any more is gone.',
      rule: operators,
      rate: 'write',
      parameters: one,
      body: { schema: AcademyBody, description: 'The whole academy', read: 'value' },
      answers: { 200: { description: 'The academy, and what became of it', schema: SavedAcademySchema } },
      problems: [422],
      examples: examples.put,
      handle: async (request) => {
        const saved = await academies.put(request.path.uuid, newAcademy(request.body), writerOf(request));
        return { status: 200, body: presentSavedAcademy(saved) };
      },
    }),
    route({
      method: 'delete',
      path: `${base}{uuid}/`,
      id: 'deleteAcademy',
      tag,
      summary: 'Remove an academy',
      description: 'Its catalogs stay.',
      rule: operators,
      rate: 'write',
      parameters: one,
      answers: { 204: { description: 'It is gone' } },
      problems: [404],
      handle: async (request) => {
        await academies.delete(request.path.uuid, writerOf(request));
        return { status: 204, body: null };
      },
    }),
    route({
      method: 'post',
      path: `${base}{uuid}/associate-catalog/`,
      id: 'associateCatalog',
      tag,
      summary: 'Take a catalog into an academy',
      description: 'Again, it does nothing.',
      rule: { anyOf: ['provisioning'], of: 'handler' },
      rate: 'write',
      parameters: one,
      body: { schema: AssociateBody, description: 'The catalog', read: 'value' },
      answers: { 200: { description: 'What became of it', schema: AssociatedSchema } },
      problems: [404],
      examples: examples.associate,
      handle: async (request) => {
        const academy = request.path.uuid.toLowerCase();
        const catalog = request.body.catalog_uuid.toLowerCase();
        const outcome = await academies.associateCatalog(academy, catalog, writerOf(request));
        return { status: 200, body: { academy_uuid: academy, catalog_uuid: catalog, outcome } };
      },
    }),
  ];
}

/** The tags of an academy that more than one item carries, of those that somebody who sees these customers' catalogs finds in it. */
async function tagsInUse(
  search: Pick<Search, 'search'>,
  { uuid, catalogs, tags }: Academy,
  customers: Customers,
): Promise<Academy['tags']> {
  if (tags.length === 0 || catalogs.length === 0) {
    return [];
  }
  const { facets } = await search.search({
    scope: {
      academyUuids: [uuid],
      ...(customers === 'every' ? {} : { enterpriseUuids: [...customers].sort() }),
    },
    text: '',
    page: 1,
    pageSize: 0,
    facets: ['academy_tags'],
    valuesPerFacet: mostTags,
  });
  return tags.filter(({ title }) => (facets.academy_tags?.[title] ?? 0) > 1);
}
