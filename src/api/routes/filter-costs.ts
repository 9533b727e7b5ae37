import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { filterCostExamples as examples } from '../examples/filter-costs.ts';
import { route, type Route } from '../route.ts';
import { UnknownEntry } from '../schemas/catalog.ts';
import { Uuid, answer, listOf, nullable } from '../schemas/common.ts';
import { CostClass, counted } from '../schemas/preview.ts';

const base = '/api/v1/catalog-queries/';
const shared = {
  method: 'get',
  tag: 'Catalog queries',
  rule: { anyOf: ['admin'], of: 'every' },
  parameters: { query: Type.Object(cursorPaging) },
  problems: [404],
} as const;
const query = { id: Type.Integer(), uuid: Uuid, title: nullable(Type.String()) };

/** What operators look at in stored filters: what they cost, and what was left out of them. */
export function filterCostRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  return [
    route({
      ...shared,
      path: `${base}costs/`,
      id: 'listFilterCosts',
      summary: 'What stored filters cost the percolator, oldest first',
      description: 'Two counts a filter are asked of the content index: a page of 100 takes a second or so.',
      rate: 'search',
      parameters: {
        query: Type.Object({
          ...cursorPaging,
          extraction_result: Type.Optional(
            Type.Enum(['complete', 'partial', 'failed'], { description: 'Only those that the engine registered so' }),
          ),
        }),
      },
      answers: {
        200: {
          description: 'A page of filters: 10 unless asked otherwise, at most 100',
          schema: listOf(
            'FilterCostList',
            answer('FilterCost', {
              ...query,
              class: CostClass,
              extraction_result: Type.Unsafe<'complete' | 'partial' | 'failed' | null>({
                enum: ['complete', 'partial', 'failed', null],
                description:
                  'How the engine took what the filter is selected by. complete: it answers by terms alone; partial: it runs the filter on ' +
                  'candidates; failed: on every item, which no compiled filter does; null: not registered yet',
              }),
              matches: Type.Integer({ minimum: 0, description: 'Items of the index that match' }),
              ...counted,
            }),
          ),
        },
      },
      examples: examples.costs,
      handle: async ({ query: asked, ctx }) => {
        const page = readCursorPage(asked, { usual: 10, largest: 100 });
        const { count, filters: entries } = await inclusion.filterCosts({ ...page, result: asked.extraction_result });
        const { shown, envelope } = cursorPage(ctx, page, { count, entries, idOf: ({ id }) => id });
        const results = shown.map(({ id, uuid, title, costClass, extractionResult, candidates, matches, ...rest }) => ({
          ...{ id, uuid, title, class: costClass, extraction_result: extractionResult, candidates, matches },
          verified_per_match: rest.verifiedPerMatch,
        }));
        return { status: 200, body: { ...envelope, results } };
      },
    }),
    route({
      ...shared,
      path: `${base}unknown-entries/`,
      id: 'listQueriesWithUnknownEntries',
      summary: 'Filters from which entries of unknown names were left out, oldest first',
      description: 'Those that moved in with `unknown_keys=report`.',
      rate: 'read',
      answers: {
        200: {
          description: 'A page of queries: 10 unless asked otherwise, at most 100',
          schema: listOf(
            'IncompleteQueryList',
            answer('IncompleteQuery', { ...query, unknown: Type.Array(UnknownEntry) }),
          ),
        },
      },
      examples: examples.unknown,
      handle: async ({ query: asked, ctx }) => {
        const page = readCursorPage(asked, { usual: 10, largest: 100 });
        const { count, queries: entries } = await inclusion.listIncompleteQueries(page);
        const { shown, envelope } = cursorPage(ctx, page, { count, entries, idOf: ({ id }) => id });
        const results = shown.map(({ unknown, ...rest }) => ({ ...rest, unknown: [...unknown] }));
        return { status: 200, body: { ...envelope, results } };
      },
    }),
  ];
}
