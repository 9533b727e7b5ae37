import { Type } from 'typebox';
import type { FilterProposal, Inclusion } from '../../inclusion/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { proposalExamples as examples } from '../examples/proposals.ts';
import { route, type Route } from '../route.ts';
import { notModified } from '../schemas/common.ts';
import { EditedQuerySchema, ProposalListSchema, ProposalSchema } from '../schemas/proposal.ts';
import { presentFilterWrite, writerOf } from './catalogs.ts';
import { assertUses } from './query-versions.ts';

const base = '/api/v1/filter-proposals/';
const tag = 'Catalog queries';
const rule = { anyOf: ['admin', 'provisioning'], of: 'handler' } as const;
const parameters = { path: Type.Object({ id: Type.Integer({ minimum: 1, maximum: 4_294_967_295 }) }) };

/** Edits of filters that would drop most members, kept until somebody confirms them. */
export function proposalRoutes({ inclusion }: { inclusion: Inclusion }): Route[] {
  const { proposals } = inclusion;
  return [
    route({
      method: 'get',
      path: base,
      id: 'listFilterProposals',
      tag,
      summary: 'Edits of filters that wait for a confirmation, oldest first',
      description: 'Only those of queries that catalogs of the caller’s customers use.',
      rule: { anyOf: ['admin', 'provisioning'], of: 'rows' },
      rate: 'read',
      parameters: { query: Type.Object(cursorPaging) },
      answers: {
        200: { description: 'A page of proposals: 10 unless asked otherwise, at most 100', schema: ProposalListSchema },
        304: notModified,
      },
      problems: [404],
      examples: examples.list,
      handle: async ({ query, customers, ctx }) => {
        const page = readCursorPage(query, { usual: 10, largest: 100 });
        const { count, proposals: entries } = await proposals.list({ customers, ...page });
        const { shown, envelope } = cursorPage(ctx, page, { count, entries, idOf: ({ id }) => id });
        return { status: 200, body: { ...envelope, results: shown.map(present) } };
      },
    }),
    route({
      method: 'get',
      path: `${base}{id}/`,
      id: 'readFilterProposal',
      tag,
      summary: 'An edit that is kept, with its filter',
      rule,
      rate: 'read',
      parameters,
      answers: { 200: { description: 'The proposal', schema: ProposalSchema }, 304: notModified },
      examples: examples.unknown,
      handle: async ({ path, ...asked }) => {
        const { contentFilter, ...proposal } = await proposals.read(path.id);
        assertUses(await inclusion.queryCustomers(proposal.queryUuid), asked);
        return { status: 200, body: { ...present(proposal), content_filter: contentFilter } };
      },
    }),
    route({
      method: 'post',
      path: `${base}{id}/confirm/`,
      id: 'confirmFilterProposal',
      tag,
      summary: 'Apply an edit that is kept',
      description:
        'Only who may write for every customer that uses the query. If the query has changed since the proposal was judged, it is ' +
        'judged anew, and the answer is a 409 `proposed` with what it would do now. To confirm it again does nothing more.',
      rule,
      rate: 'write',
      parameters,
      answers: { 200: { description: 'What that did', schema: EditedQuerySchema } },
      problems: [409, 422],
      examples: examples.unknown,
      handle: async (request) => {
        const { queryUuid, written } = await proposals.confirm(request.path.id, writerOf(request));
        return { status: 200, body: { catalog_query_uuid: queryUuid, ...presentFilterWrite(written) } };
      },
    }),
    route({
      method: 'delete',
      path: `${base}{id}/`,
      id: 'dropFilterProposal',
      tag,
      summary: 'Forget an edit that is kept',
      description: 'The filter stays as it is. Only who may write for every customer that uses the query.',
      rule,
      rate: 'write',
      parameters,
      answers: { 204: { description: 'It is gone' } },
      handle: async (request) => {
        await proposals.drop(request.path.id, writerOf(request));
        return { status: 204, body: null };
      },
    }),
  ];
}

function present(proposal: FilterProposal) {
  const { id, state, outdated, origin, author, members, matched, entering, leaving } = proposal;
  return {
    ...{ id, state, outdated, origin, author, members, matched, entering, leaving },
    catalog_query_uuid: proposal.queryUuid,
    query_title: proposal.queryTitle,
    content_filter_hash: proposal.contentFilterHash,
    judged_at: proposal.judgedAt.toISOString(),
    leaving_sample: [...proposal.leavingSample],
  };
}
