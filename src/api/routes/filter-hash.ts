import { Type } from 'typebox';
import { contentFilterHash } from '../../inclusion/port.ts';
import { queryExamples as examples } from '../examples/queries.ts';
import { route, type Route } from '../route.ts';

/** The hash that a filter has or would have. The address is older than the rule that a GET has no body. */
export function filterHashRoute(): Route {
  return route({
    method: 'get',
    path: '/api/v1/catalog-queries/get_content_filter_hash/',
    id: 'getContentFilterHash',
    tag: 'Catalog queries',
    summary: 'The hash of a filter',
    description:
      'The filter is the body. Sent as a form, each name has the last of its values, as text, and so another hash than the same ' +
      'filter as JSON. Without a body, the hash of `{}`.',
    rule: { anyOf: ['admin'], of: 'rows' },
    rate: 'read',
    body: {
      schema: Type.Unsafe<Record<string, unknown>>({ type: 'object', title: 'AnyFilter' }),
      description: 'The filter, whether it could be saved or not',
      read: 'tree',
      mayBeEmpty: true,
      mayBeForm: true,
    },
    answers: {
      200: {
        description: 'md5 of the filter as Python writes it with sorted keys',
        schema: Type.String({ pattern: '^[0-9a-f]{32}$', title: 'FilterHash' }),
      },
    },
    examples: examples.hash,
    handle: ({ source }) => ({ status: 200, body: contentFilterHash(source.text, source.node) }),
  });
}
