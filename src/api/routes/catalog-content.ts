import { Type } from 'typebox';
import { BadRequestError } from '../../kernel/errors.ts';
import { JsonText } from '../json-text.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { catalogContentExamples as examples } from '../examples/catalog-content.ts';
import { route, type Route } from '../route.ts';
import { CatalogContentSchema } from '../schemas/catalog-content.ts';
import { Uuid, contentKeys, notModified } from '../schemas/common.ts';
import { knowsRestricted, suffix, versions, type Version } from '../versions.ts';
import { languageParameter } from './content-view.ts';
import { presentCatalogOf, type CatalogContentDeps } from './present-catalog-content.ts';
import { traverse } from './traverse-content.ts';

/** More in one address is refused: clients ask in parts. */
const mostKeys = 100;

/** The documents of a catalog's members, page by page. */
export function catalogContentRoutes(deps: CatalogContentDeps): Route[] {
  return versions.map((version) => contentRoute(version, deps));
}

function contentRoute(version: Version, deps: CatalogContentDeps): Route {
  return route({
    method: 'get',
    path: `/api/${version}/enterprise-catalogs/{uuid}/get_content_metadata/`,
    id: `getContentMetadata${suffix[version]}`,
    tag: 'Catalogs',
    summary: "What is in a catalog, with its learners' addresses",
    description:
      'Courses that nobody can enrol in are left out, unless `content_keys` names them, their course or one of their runs. ' +
      'With `traverse_pagination` everything comes in one answer, sent as it is read.',
    rule: { anyOf: ['learner', 'admin'], of: 'handler' },
    rate: 'read',
    parameters: {
      path: Type.Object({ uuid: Uuid }),
      query: Type.Object({
        content_keys: Type.Optional(contentKeys(`Only what these keys name; at most ${String(mostKeys)}`)),
        traverse_pagination: Type.Optional(
          Type.Boolean({ description: 'Whether all pages come in one', default: false }),
        ),
        lang: languageParameter,
        ...cursorPaging,
      }),
    },
    answers: {
      200: { description: 'A page of items: 10 unless asked otherwise, at most 100', schema: CatalogContentSchema },
      304: notModified,
    },
    problems: [404],
    examples: examples.content,
    handle: async ({ path, query, assertMay, ctx }) => {
      const catalog = await deps.inclusion.catalogContext(path.uuid);
      assertMay(catalog.enterpriseUuid);
      const keys = query.content_keys;
      // A key with a blank is listed in both of its readings.
      if (keys !== undefined && keys.filter((key) => !key.includes(' ')).length > mostKeys) {
        throw new BadRequestError(`content_keys takes at most ${String(mostKeys)} keys: ask in parts`);
      }
      const wanted = { withRestricted: knowsRestricted(version), ...(keys === undefined ? {} : { keys }) };
      if (query.traverse_pagination === true) {
        return { status: 200, body: traverse(deps, { catalog, version, language: query.lang, ...wanted }) };
      }
      const page = readCursorPage(query, { usual: 10, largest: 100 });
      const [count, entries] = await Promise.all([
        deps.inclusion.countMembers(catalog, wanted),
        deps.inclusion.listMembers(catalog, { ...wanted, ...page }),
      ]);
      const { shown, envelope, numbers } = cursorPage(ctx, page, { count, entries, idOf: (id) => id });
      const items = (await deps.catalogItems.write(shown, catalog, version, query.lang)).map(({ text }) => text);
      const around = JSON.stringify({ ...envelope, ...numbers, ...presentCatalogOf(catalog) });
      return { status: 200, body: new JsonText(`${around.slice(0, -1)},"results":[${items.join(',')}]}`) };
    },
  });
}
