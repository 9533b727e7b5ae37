import { Type } from 'typebox';
import type { Drift } from '../../replication/port.ts';
import { route, type Route } from '../route.ts';
import { Instant, answer } from '../schemas/common.ts';

const Kind = Type.Unsafe<string | null>({ enum: ['text', 'number', 'boolean', 'object', 'list', null] });
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

const DriftListSchema = answer('DriftReports', {
  results: Type.Array(
    answer('DriftReport', {
      run_id: Type.Integer({ minimum: 1, description: 'Of the run in `sync_run`' }),
      kind: Type.String({ description: 'Of run: `import` or `poll-full`' }),
      started: Instant,
      whole: Type.Boolean({
        description:
          'Whether the run saw everything; a report of a part is compared with the last run that did, and the next is, too',
      }),
      documents: Type.Record(Type.String(), Type.Integer(), { description: 'How many it saw, by content type' }),
      changes: Type.Array(
        answer('FieldDrift', {
          content_type: Type.String(),
          field: Type.String({ description: 'A member, or one below it: `course_runs[].seats[].price`' }),
          change: Type.Enum(['appeared', 'disappeared', 'type']),
          from: Kind,
          to: Kind,
          before: Share(
            'In the run before: of the documents (of those with the object or list that it is in) the share that has the field, or lacks ' +
              'it if it disappeared; of those that have it the share of the new kind',
          ),
          now: Share('The same in this run'),
          documents: Type.Integer({ minimum: 0, description: 'How many these are now' }),
          samples: Type.Array(Type.String(), { description: 'Keys of three of them' }),
        }),
        { description: 'The largest first' },
      ),
    }),
  ),
});

/** What full runs found changed in upstream's fields. */
export function driftRoute({ drift }: { drift: Drift }): Route {
  return route({
    method: 'get',
    path: '/api/v1/drift-reports/',
    id: 'listDriftReports',
    tag: 'Quarantine',
    summary: 'How the fields of documents changed from one full run to the next',
    description:
      'Fields that appear, disappear or change type in at least 1 % of the documents. Nothing is refused for it. The latest 20 runs.',
    rule: { anyOf: ['admin'], of: 'every' },
    rate: 'read',
    answers: { 200: { description: 'The reports, the latest first', schema: DriftListSchema } },
    handle: async () => ({
      status: 200,
      body: {
        results: (await drift.list(20)).map(({ runId, kind, startedAt, whole, documents, changes }) => ({
          run_id: runId,
          kind,
          started: startedAt.toISOString(),
          whole,
          documents,
          changes,
        })),
      },
    }),
  });
}
