import type { FilterProposal, FilterProposalDetail } from '../proposal-models.ts';
import type { ProposalRow } from './proposal-row.mysql.ts';

export function toProposal(row: ProposalRow): FilterProposal {
  return {
    id: row.id,
    queryUuid: row.query_uuid,
    queryTitle: row.query_title,
    state: row.open === null ? 'confirmed' : 'open',
    outdated: row.open !== null && row.revision !== row.query_revision,
    origin: row.origin,
    author: row.author,
    contentFilterHash: row.content_filter_hash,
    judgedAt: row.judged_at,
    members: row.members,
    matched: row.matched,
    entering: row.entering,
    leaving: row.leaving,
    leavingSample: JSON.parse(row.leaving_sample) as string[],
  };
}

export function toProposalDetail(row: ProposalRow): FilterProposalDetail {
  return { ...toProposal(row), contentFilter: JSON.parse(row.content_filter) as Record<string, unknown> };
}
