import { Type } from 'typebox';
import { NotFoundError } from '../../kernel/errors.ts';
import { publishedSchemas } from '../../replication/port.ts';
import { schemaExamples as examples } from '../examples/schemas.ts';
import { route, type Route } from '../route.ts';
import { answer, notModified } from '../schemas/common.ts';

const tag = 'Schemas';
const base = '/api/v1/schemas/';

/** The contracts of content, as JSON Schema: of documents going in, and of the normalized form going out. */
export function schemaRoutes(): Route[] {
  return [
    route({
      method: 'get',
      path: base,
      id: 'listSchemas',
      tag,
      summary: 'The contracts of content',
      description:
        '`upstream-…`: what the service relies on in a document of that kind; `normalized`: what `view=normalized` gives. A version lets ' +
        'more pass with time, and never asks for more: that is a new version.',
      rule: 'signed in',
      rate: 'read',
      answers: {
        200: {
          description: 'Their names',
          schema: answer('SchemaList', {
            results: Type.Array(
              answer('SchemaName', {
                name: Type.String(),
                url: Type.String({ description: 'Where it is, on this server' }),
              }),
            ),
          }),
        },
        304: notModified,
      },
      handle: () => ({
        status: 200,
        body: { results: [...publishedSchemas.keys()].map((name) => ({ name, url: `${base}${name}/` })) },
      }),
    }),
    route({
      method: 'get',
      path: `${base}{name}/`,
      id: 'readSchema',
      tag,
      summary: 'One contract, as JSON Schema 2020-12',
      rule: 'signed in',
      rate: 'read',
      parameters: { path: Type.Object({ name: Type.String({ minLength: 1 }) }) },
      answers: {
        200: { description: 'The schema', schema: Type.Unsafe<object>({ type: 'object', title: 'JsonSchema' }) },
        304: notModified,
      },
      examples: examples.read,
      handle: ({ path }) => {
        const schema = publishedSchemas.get(path.name);
        if (schema === undefined) {
          throw new NotFoundError(`there is no schema of this name: ${[...publishedSchemas.keys()].join(', ')}`);
        }
        return { status: 200, body: schema };
      },
    }),
  ];
}
