import { Type } from 'typebox';
import { NotFoundError } from '../../kernel/errors.ts';
import type { ContentHistory, Replication } from '../../replication/port.ts';
import { contentChangesExamples as examples } from '../examples/content-changes.ts';
import { route, type Route } from '../route.ts';
import { Instant, answer, nullable } from '../schemas/common.ts';

const Source = Type.Enum(['api', 'import', 'upstream']);
const SourceOrNone = Type.Unsafe<'api' | 'import' | 'upstream' | null>({ enum: ['api', 'import', 'upstream', null] });

const HistorySchema = answer('ContentHistory', {
  content_key: Type.String(),
  uuid: nullable(Type.String()),
  content_type: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
  decided: Type.Boolean({ description: 'Whether its memberships are those of this revision' }),
  removed_at: nullable(Instant),
  indexing: answer('ContentIndexing', {
    state: Type.Enum(['waiting', 'searchable', 'bare', 'refused', 'gone'], {
      description:
        '`waiting`: this revision is not decided yet; `bare`: indexed without its search fields, which the engine refuses: filters see it, ' +
        'searches do not; `refused`: not indexed, tried again now and then; `gone`: removed',
    }),
    indexed_at: nullable(Type.String({ format: 'date-time', description: 'When its document was last written' })),
    last_failure: Type.Unsafe<{ at: string; revision: number; reason: string } | null>({
      type: ['object', 'null'],
      properties: {
        at: { type: 'string', format: 'date-time' },
        revision: { type: 'integer' },
        reason: { type: 'string' },
      },
      required: ['at', 'revision', 'reason'],
      description: 'When the engine last refused the document or its search fields, at which revision, and why',
    }),
  }),
  in_force: answer('ContentInForce', {
    since: Instant,
    source: SourceOrNone,
    upstream_modified_at: nullable(Type.String({ format: 'date-time', description: 'As the document says itself' })),
  }),
  heard: Type.Array(
    answer('ContentHeard', {
      source: Source,
      at: Instant,
      via: nullable(
        Type.String({
          description:
            'With what: `poll-full/12`, `poll-changes/13`, `refresh/` and the id of a job, `import/17/content.jsonl` (a run and its file), ' +
            '`POST /api/v1/content-metadata/`; null where an older version of the program stored it',
        }),
      ),
      outcome: Type.Enum(['created', 'changed', 'unchanged', 'older'], {
        description:
          '`older`: upstream gave a later version before, or said since that it is gone, so it was passed over',
      }),
    }),
    { description: 'When it came last by each way, the latest first' },
  ),
  changes: Type.Array(
    answer('ContentHistoryChange', {
      at: Instant,
      kind: Type.Enum(['stored', 'status', 'removed']),
      source: Type.Unsafe<'api' | 'import' | 'upstream' | 'clock' | null>({
        enum: ['api', 'import', 'upstream', 'clock', null],
        description: 'Null where an older version of the program wrote it, which does not say',
      }),
      revision: Type.Integer({ minimum: 1 }),
      fields: Type.Unsafe<string[] | null>({
        type: ['array', 'null'],
        items: { type: 'string' },
        description:
          'Members of the upstream document that changed; null where there was none before, none came, or an older version of the ' +
          'program wrote it: what was there before is not known then',
      }),
    }),
    { description: 'The latest twenty, newest first, as far as HISTORY_DAYS go back' },
  ),
  quarantined: Type.Unsafe<{ id: number; last_seen: string } | null>({
    type: ['object', 'null'],
    properties: { id: { type: 'integer' }, last_seen: { type: 'string', format: 'date-time' } },
    description: 'A later version that broke the contract, and waits',
  }),
});

/** Where an item comes from: for operators. */
export function contentHistoryRoute({ replication }: { replication: Pick<Replication, 'contentHistory'> }): Route {
  return route({
    method: 'get',
    path: '/api/v1/content-metadata/{key}/history/',
    id: 'readContentHistory',
    tag: 'Content',
    summary: 'When an item came last, from where, and what that changed',
    description: 'Removed items are told of too. What each change did to catalogs is in their own changes.',
    rule: { anyOf: ['admin'], of: 'every' },
    rate: 'read',
    parameters: { path: Type.Object({ key: Type.String({ description: 'Content key or uuid', minLength: 1 }) }) },
    answers: { 200: { description: 'What is known of it', schema: HistorySchema } },
    examples: examples.history,
    handle: async ({ path: { key } }) => {
      const history = await replication.contentHistory(key);
      if (history === undefined) {
        throw new NotFoundError('there is no content with this key or uuid, and never was');
      }
      return { status: 200, body: present(history) };
    },
  });
}

function present({ inForce, indexing, heard, changes, quarantined, ...item }: ContentHistory) {
  return {
    content_key: item.contentKey,
    uuid: item.uuid,
    content_type: item.contentType,
    revision: item.revision,
    decided: item.decided,
    removed_at: item.removedAt?.toISOString() ?? null,
    indexing: {
      state: indexing.state,
      indexed_at: indexing.indexedAt?.toISOString() ?? null,
      last_failure:
        indexing.lastFailure === null ? null : { ...indexing.lastFailure, at: indexing.lastFailure.at.toISOString() },
    },
    in_force: {
      since: inForce.since.toISOString(),
      source: inForce.source,
      upstream_modified_at: inForce.upstreamModifiedAt?.toISOString() ?? null,
    },
    heard: heard.map(({ at, ...one }) => ({ ...one, at: at.toISOString() })),
    changes: changes.map(({ at, ...one }) => ({ ...one, at: at.toISOString() })),
    quarantined: quarantined === null ? null : { id: quarantined.id, last_seen: quarantined.lastSeenAt.toISOString() },
  };
}
