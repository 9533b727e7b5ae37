import { Type } from 'typebox';
import { NotFoundError } from '../../kernel/errors.ts';
import type { SyncRun, SyncRunRecords } from '../../replication/port.ts';
import { cursorPage, cursorPaging, readCursorPage } from '../cursor-page.ts';
import { syncRunExamples as examples } from '../examples/sync-runs.ts';
import { route, type Route, type Rule } from '../route.ts';
import { Instant, answer, listOf, notModified, nullable } from '../schemas/common.ts';

const tag = 'Runs';
const base = '/api/v1/sync-runs/';
const rule: Rule = { anyOf: ['admin'], of: 'every' };

const run = answer('SyncRun', {
  id: Type.Integer({ minimum: 1 }),
  kind: Type.String({ description: '`import`, `poll-changes`, `poll-full`, `reconcile`, `reindex`' }),
  state: Type.Enum(['running', 'done', 'partly', 'failed', 'abandoned'], {
    description:
      '`partly`: it ended and something is missing, or it waits to go on; `abandoned`: its process died, which shows when the next of its kind begins',
  }),
  process: Type.String({ description: 'Host and process' }),
  started_at: Instant,
  heard_at: Type.String({ format: 'date-time', description: 'When it last said how far it is' }),
  finished_at: nullable(Instant),
  counts: Type.Record(Type.String(), Type.Number(), { description: 'Each kind of run has its own' }),
  error: nullable(Type.String({ description: 'Why it is not done' })),
});

/** The record of jobs. */
export function syncRunRoutes({ runs }: { runs: SyncRunRecords }): Route[] {
  return [
    route({
      method: 'get',
      path: base,
      id: 'listSyncRuns',
      tag,
      summary: 'Runs of jobs, the latest first',
      rule,
      rate: 'read',
      parameters: {
        query: Type.Object({
          kind: Type.Optional(Type.String({ pattern: '^[a-z-]{1,40}$', description: 'Only runs of this kind' })),
          ...cursorPaging,
        }),
      },
      answers: {
        200: { description: 'A page: 20 unless asked otherwise, at most 100', schema: listOf('SyncRunList', run) },
      },
      problems: [404],
      examples: examples.list,
      handle: async ({ query, ctx }) => {
        const page = readCursorPage(query, { usual: 20, largest: 100 });
        const { count, runs: entries } = await runs.list({
          ...(query.kind === undefined ? {} : { kind: query.kind }),
          ...(page.follows ? { before: page.after } : {}),
          offset: page.offset,
          limit: page.limit,
        });
        const { shown, envelope } = cursorPage(ctx, page, { count, entries, idOf: ({ id }) => id });
        return { status: 200, body: { ...envelope, results: shown.map(present) } };
      },
    }),
    route({
      method: 'get',
      path: `${base}{id}/`,
      id: 'readSyncRun',
      tag,
      summary: 'One of them',
      rule,
      rate: 'read',
      parameters: { path: Type.Object({ id: Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 }) }) },
      answers: { 200: { description: 'The run', schema: run }, 304: notModified },
      examples: examples.unknown,
      handle: async ({ path: { id } }) => {
        const one = await runs.read(id);
        if (one === undefined) {
          throw new NotFoundError('there is no such run');
        }
        return { status: 200, body: present(one) };
      },
    }),
  ];
}

function present({ id, kind, state, process, startedAt, beatAt, finishedAt, counts, error }: SyncRun) {
  return {
    ...{ id, kind, state, process },
    started_at: startedAt.toISOString(),
    heard_at: beatAt.toISOString(),
    finished_at: finishedAt?.toISOString() ?? null,
    ...{ counts, error },
  };
}
