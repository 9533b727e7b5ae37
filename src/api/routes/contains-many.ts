import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import { containsManyExamples as examples } from '../examples/contains-many.ts';
import { JsonText } from '../json-text.ts';
import { route, type Route } from '../route.ts';
import { Uuid, answer } from '../schemas/common.ts';
import { writeManyAnswers } from './write-many-answers.ts';

/** Many questions in one: each key against each catalog. */
export function containsManyRoute({ inclusion }: { inclusion: Inclusion }): Route {
  return route({
    method: 'post',
    path: '/api/v1/contains',
    id: 'containsMany',
    tag: 'Catalogs',
    summary: 'Which of these catalogs contain which of these items',
    description:
      'As `contains_content_items` says of each pair. A catalog that the caller may not see, or that is not there, refuses the whole.',
    rule: { anyOf: ['learner', 'admin'], of: 'handler' },
    rate: 'containment',
    body: {
      schema: Type.Object(
        {
          content_keys: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 1_000 }),
          catalog_uuids: Type.Array(Uuid, { minItems: 1, maxItems: 100 }),
        },
        { title: 'ManyQuestions', additionalProperties: false },
      ),
      description: 'Up to 1,000 keys of any kind and 100 catalogs',
      read: 'value',
    },
    answers: {
      200: {
        description: 'Catalog → key → whether it is contained',
        schema: answer('ManyAnswers', {
          results: Type.Record(Type.String(), Type.Record(Type.String(), Type.Boolean())),
        }),
      },
    },
    problems: [404],
    examples: examples.ask,
    handle: async ({ body, assertMay }) => {
      const keys = [...new Set(body.content_keys)];
      const catalogs = await inclusion.containsMany(body.catalog_uuids, keys);
      for (const { enterpriseUuid } of catalogs.values()) {
        assertMay(enterpriseUuid);
      }
      const answers = [...new Set(body.catalog_uuids)].map((uuid) => {
        const contained = catalogs.get(uuid.toLowerCase())?.contained;
        if (contained === undefined) {
          throw new NotFoundError('there is no catalog with one of these uuids');
        }
        return { uuid, contained };
      });
      return { status: 200, body: new JsonText(writeManyAnswers(keys, answers)) };
    },
  });
}
