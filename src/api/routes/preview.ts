import { Type, type Static } from 'typebox';
import type { FilterPreview, Inclusion } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { member } from '../../kernel/json.ts';
import type { Replication } from '../../replication/port.ts';
import { previewExamples as examples } from '../examples/preview.ts';
import { route, type Route } from '../route.ts';
import { Uuid } from '../schemas/common.ts';
import { PreviewSchema } from '../schemas/preview.ts';
import { shownIn } from '../versions.ts';
import { unknownKeys } from './catalogs.ts';
import { titleOf } from './present-content.ts';

/** What a filter would do, before it is saved. */
export function previewRoute({
  inclusion,
  replication,
}: {
  inclusion: Inclusion;
  replication: Pick<Replication, 'read'>;
}): Route {
  /** Samples as people know items. */
  const present = async (ids: readonly number[]) =>
    shownIn('v1', await replication.read(ids)).map((item) => ({
      content_key: item.contentKey,
      content_type: item.contentType,
      title: titleOf(item),
    }));
  return route({
    method: 'post',
    path: '/api/v1/catalog-queries/preview',
    id: 'previewFilter',
    tag: 'Catalog queries',
    summary: 'What a filter would do, if it were saved',
    description:
      'Nothing is stored. With `compare_with`, also what would enter and leave, compared with the members of that query. A filter ' +
      'that could not be saved is refused as it would be then, with every fault. `cost` is measured on the content index, since the ' +
      'filter is not registered. With `unknown_keys=report` entries of unknown names are left out and told, as they would be then.',
    rule: { anyOf: ['admin', 'provisioning'], of: 'rows' },
    rate: 'write',
    parameters: { query: unknownKeys },
    body: {
      schema: Type.Object(
        {
          content_filter: Type.Unsafe<Record<string, unknown>>({
            type: 'object',
            description: 'See docs/content-filter.md',
          }),
          compare_with: Type.Optional(Type.String({ ...Uuid, description: 'A saved query' })),
        },
        { title: 'FilterToPreview', additionalProperties: false },
      ),
      description: 'The filter',
      read: 'tree',
    },
    answers: { 200: { description: 'What it would do', schema: PreviewSchema } },
    problems: [404, 422],
    examples: examples.preview,
    handle: async ({ body, query, source, caller, customers, assertMay }) => {
      const visible = caller.staff ? 'every' : customers;
      const stored =
        body.compare_with === undefined ? undefined : await inclusion.findQuery({ uuid: body.compare_with }, visible);
      if (body.compare_with !== undefined && stored === undefined) {
        if (visible !== 'every') {
          // What is not there is as closed as what is another's.
          assertMay('');
        }
        throw new NotFoundError('there is no catalog query with the uuid of compare_with');
      }
      const node = member(source.node, 'content_filter') ?? source.node;
      const preview = await inclusion.previewFilter(
        { text: source.text, node, unknownKeys: query.unknown_keys },
        stored?.id,
      );
      const { compared } = preview;
      return {
        status: 200,
        body: {
          matched: preview.matched,
          by_type: Object.fromEntries(preview.byType),
          sample: await present(preview.sample),
          content_filter_hash: preview.hash,
          corrections: [...preview.corrections],
          ...(preview.unknown.length > 0 ? { unknown: [...preview.unknown] } : {}),
          cost: {
            class: preview.cost.costClass,
            clauses: preview.cost.clauses,
            candidates: preview.cost.candidates,
            verified_per_match: preview.cost.verifiedPerMatch,
          },
          warnings: warningsOf(preview),
          ...(compared === undefined
            ? {}
            : {
                compared: {
                  members: compared.members,
                  entering: { count: compared.entering.count, sample: await present(compared.entering.sample) },
                  leaving: { count: compared.leaving.count, sample: await present(compared.leaving.sample) },
                },
              }),
        },
      };
    },
  });
}

/** What its author would want to look at twice. */
function warningsOf({ matched, known, compared }: FilterPreview): Static<typeof PreviewSchema>['warnings'] {
  const warnings: Static<typeof PreviewSchema>['warnings'] = [];
  if (matched === 0) {
    warnings.push({ code: 'matches_nothing', detail: 'no item matches it' });
  }
  if (compared?.dropsTooMuch === true) {
    const { members, leaving } = compared;
    warnings.push({ code: 'drops_most', detail: `${String(leaving.count)} of ${String(members)} members would leave` });
  }
  if (known !== null) {
    warnings.push({ code: 'known', detail: 'a query has this very filter already, and would be used' });
  }
  return warnings;
}
