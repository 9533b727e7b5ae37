import type { SpanDescription } from '../../kernel/tracing.ts';

/** Where the engine is, as spans say it. */
export interface EngineAddress {
  'server.address': string;
  'server.port': number;
}

interface Asked {
  method: string;
  path: string;
}

/** The last part of a path that names an API, and what the operation is called. */
const apis: readonly (readonly [pattern: RegExp, operation: string])[] = [
  [/\/_search\/point_in_time$/, 'point_in_time'],
  [/\/_search$/, 'search'],
  [/\/_msearch$/, 'search'],
  [/\/_bulk$/, 'bulk'],
  [/\/_refresh$/, 'refresh'],
  [/\/_mapping$/, 'mapping'],
  [/\/_cluster\/health(\/|$)/, 'health'],
  [/\/_(doc|create|update|source)\//, 'document'],
];

const ofAnIndex: Readonly<Record<string, string>> = {
  HEAD: 'exists',
  GET: 'get',
  PUT: 'create_index',
  DELETE: 'delete_index',
};

/** What kind of request it is: few values, none with the name of an index or a document. */
export function operationOf({ method, path }: Asked): string {
  const api = apis.find(([pattern]) => pattern.test(path));
  return api?.[1] ?? (/^\/[^/_][^/]*$/.test(path) ? ofAnIndex[method] : undefined) ?? 'other';
}

/** The span of a request: never its body, which holds values. */
export function describeRequest(asked: Asked, operation: string, address: EngineAddress): SpanDescription {
  const index = /^\/([^/_][^/]*)/.exec(asked.path)?.[1];
  return {
    name: index === undefined ? operation : `${operation} ${index}`,
    kind: 'client',
    attributes: {
      'db.system.name': 'opensearch',
      ...address,
      'db.operation.name': operation,
      'db.collection.name': index,
      'http.request.method': asked.method,
    },
  };
}
