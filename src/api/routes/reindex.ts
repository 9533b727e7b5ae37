import { Type } from 'typebox';
import { rebuildDefaults } from '../../kernel/rebuild/models.ts';
import { rebuiltIndices, type Rebuilds } from '../../kernel/rebuild/port.ts';
import { reindexExamples as examples } from '../examples/reindex.ts';
import { route, type Route } from '../route.ts';
import { answer } from '../schemas/common.ts';

const Wanted = Type.Object({
  index: Type.Enum([...rebuiltIndices]),
  how: Type.Optional(
    Type.Enum(['build', 'resume', 'back'], {
      description:
        '`build`, unless told otherwise: a new one; `resume`: the one that was left half-way; `back`: to the index from before',
    }),
  ),
  keep: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'Indices from before that stay; 0: one cannot go back' }),
  ),
  sample: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'Items that both are compared by' })),
  accept_differences: Type.Optional(Type.Boolean({ description: 'Swaps although the two answer differently' })),
});

/** Building an index anew while it is used: for operators. */
export function reindexRoute({ rebuilds }: { rebuilds: Rebuilds }): Route {
  return route({
    method: 'post',
    path: '/api/v1/reindex/',
    id: 'reindex',
    tag: 'Runs',
    summary: 'Build an index anew, while everybody uses it',
    description:
      'This process does it in the background, and `Location` says where its state can be asked: `partly` when it was stopped by what it ' +
      'found, with the first differences. One that a process left when it stopped is gone on with by `how: resume`.',
    rule: { anyOf: ['admin'], of: 'every' },
    rate: 'write',
    body: { schema: Wanted, description: 'Which one, and how', read: 'value' },
    answers: {
      202: {
        description: 'It has begun',
        schema: answer('ReindexStarted', { run: Type.Integer({ minimum: 1, description: 'Of `/api/v1/sync-runs/`' }) }),
      },
    },
    problems: [409],
    examples: examples.start,
    handle: async ({ body, author }) => {
      const run = await rebuilds.start(
        body.index,
        {
          how: body.how ?? 'build',
          keep: body.keep ?? rebuildDefaults.keep,
          sample: body.sample ?? rebuildDefaults.sample,
          acceptDifferences: body.accept_differences ?? false,
        },
        author,
      );
      return { status: 202, body: { run }, headers: { Location: `/api/v1/sync-runs/${String(run)}/` } };
    },
  });
}
