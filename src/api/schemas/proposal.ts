import { Type } from 'typebox';
import { filterWritten } from './catalog.ts';
import { Instant, Uuid, answer, filterLoss, listOf, nullable } from './common.ts';

const shown = {
  id: Type.Integer({ minimum: 1 }),
  catalog_query_uuid: Uuid,
  query_title: nullable(Type.String()),
  state: Type.Enum(['open', 'confirmed']),
  outdated: Type.Boolean({
    description: 'The query has changed since this was judged: a confirmation judges it anew first',
  }),
  origin: Type.Enum(['edit', 'restore', 'import'], { description: 'A new filter, an older version, a file' }),
  author: Type.String({ description: 'As in the audit log; `import`' }),
  content_filter_hash: Type.String(),
  judged_at: Instant,
  ...filterLoss,
};

export const ProposalListSchema = listOf('FilterProposalList', answer('FilterProposal', shown));

export const ProposalSchema = answer('FilterProposalDetail', {
  ...shown,
  content_filter: Type.Object({}, { additionalProperties: true, description: 'As it was written' }),
});

/** What an edit of a query's filter did. */
export const EditedQuerySchema = answer('EditedQuery', { catalog_query_uuid: Uuid, ...filterWritten });
