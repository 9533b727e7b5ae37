import { Type } from 'typebox';
import type { RefreshJob } from '../../replication/port.ts';
import { Instant, Uuid, answer, nullable } from './common.ts';

const Keys = Type.Integer({ minimum: 0 });

const job = {
  id: Uuid,
  state: Type.Enum(['running', 'done', 'partly', 'failed'], {
    description: 'partly: some keys were refused or failed; failed: see `detail`',
  }),
  requested: Keys,
  waiting: Keys,
  fetched: Type.Integer({ minimum: 0, description: 'Upstream gave them' }),
  changed: Keys,
  older: Type.Integer({
    minimum: 0,
    description: 'Upstream gave a later version of them before, or said since that they are gone: that stays',
  }),
  missing: Type.Integer({ minimum: 0, description: 'Upstream does not have them' }),
  removed: Type.Integer({ minimum: 0, description: 'Upstream does not have them any more' }),
  refused: Type.Integer({ minimum: 0, description: 'They break the contract: the last good version stays' }),
  failed: Type.Integer({ minimum: 0, description: 'They could not be had' }),
  detail: nullable(Type.String({ description: 'Why it failed as a whole' })),
  problems: Type.Array(
    answer('RefreshProblem', {
      content_key: Type.String(),
      outcome: Type.Enum(['waiting', 'changed', 'unchanged', 'older', 'missing', 'removed', 'refused', 'failed']),
      detail: Type.String(),
    }),
    { description: 'The first hundred keys of which something is to be told' },
  ),
  created_at: Instant,
  finished_at: nullable(Instant),
};

export const RefreshJobSchema = answer('RefreshJob', job);

export const MembersRefreshSchema = answer('MembersRefresh', {
  ...job,
  entered: Type.Integer({ minimum: 0, description: 'Members that the query has more than when the job began' }),
  left: Type.Integer({ minimum: 0, description: 'Members that it had then and has no more' }),
});

export function presentJob({ uuid, error, problems, createdAt, finishedAt, ...rest }: RefreshJob) {
  const { state, requested, waiting, fetched, changed, older, missing, removed, refused, failed } = rest;
  return {
    id: uuid,
    ...{ state, requested, waiting, fetched, changed, older, missing, removed, refused, failed },
    detail: error,
    problems: problems.map(({ contentKey, outcome, detail }) => ({ content_key: contentKey, outcome, detail })),
    created_at: createdAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
  };
}
