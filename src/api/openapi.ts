import { takesSearchKeys } from './guard.ts';
import type { Example, Route, Rule } from './route.ts';
import { ProblemSchema } from './schemas/common.ts';

type Json = Record<string, unknown>;

const problemTitles: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'No token or key, or one that is not good',
  403: 'The role or the context is missing; `detail` names it',
  404: 'It is not there',
  405: 'The address does not take this method',
  409: 'It fights with what is stored',
  410: 'It is no longer kept',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'It reads well but breaks a rule; `errors` lists every one',
  431: 'The address or the headers are too long',
  429: 'Too many requests; `Retry-After` says when to go on',
  503: 'An engine is away, or the answer took too long',
};

/**
 * The description of the interface, OpenAPI 3.1, made of the routes' own declarations. Schemas with a title become components.
 */
export function openApi(routes: readonly Route[], about: { version: string }): Json {
  const components = new Map<string, Json>();
  const paths: Record<string, Json> = {};
  for (const route of routes.filter(({ hidden }) => !hidden)) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route, components) };
  }
  const problem = hoist(ProblemSchema, components);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Percolog',
      version: about.version,
      summary: 'Catalogs of learning content: what is in them, what changes them, and search within them',
      description: intro,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.filter(({ hidden }) => !hidden).map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: Object.fromEntries(
        Object.entries(problemTitles).map(([status, description]) => [
          `Problem${status}`,
          {
            description,
            ...(status === '429' || status === '503'
              ? { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } }
              : {}),
            // Node refuses these before we see them.
            ...(status === '431' ? {} : { content: { 'application/problem+json': { schema: problem } } }),
          },
        ]),
      ),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A JWT or an API key: `Authorization: Bearer …`' },
        jwt: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'As clients of the old service send it: `Authorization: JWT …`',
        },
        searchKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-algolia-api-key',
          description: 'A secured key or a search token, here or as a parameter of the address',
        },
      },
    },
  };
}

const intro = `Every address is served with and without a slash at its end. Errors are problem details (RFC 9457): \`detail\` is for
people, \`code\` for programs.

Callers bring a JWT or an API key. Roles hold for customers (\`role:customer\`, \`*\` for every one) and come from the token and
from assignments made here. Lists show only what the caller may see; what is another's is answered like what is not there.

Requests are counted per caller and kind of route: \`RateLimit-Limit\`, \`RateLimit-Remaining\`, \`RateLimit-Reset\`.`;

function operation(route: Route, components: Map<string, Json>): Json {
  const [example] = route.examples;
  const parameters = [
    ...parametersOf('path', route.pathSchema, example, components),
    ...parametersOf('query', route.querySchema, example, components),
    ...Object.entries(example?.headers ?? {}).map(([name, value]) => ({
      name,
      in: 'header',
      required: false,
      schema: { type: 'string' },
      example: value,
    })),
  ];
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, whoMayCall(route.rule)].filter((text) => text !== '').join('\n\n'),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body === undefined ? {} : { requestBody: requestBody(route, components) }),
    responses: { ...answersOf(route, components), ...problemsOf(route) },
    security: securityOf(route.rule),
  };
}

function securityOf(rule: Rule): Json[] {
  return rule === 'public' ? [] : [{ bearer: [] }, { jwt: [] }, ...(takesSearchKeys(rule) ? [{ searchKey: [] }] : [])];
}

/** In words, for people; the rule itself is enforced by guard.ts. */
function whoMayCall(rule: Rule): string {
  if (rule === 'public') {
    return 'Anyone may call it.';
  }
  if (rule === 'signed in') {
    return 'Whoever is signed in may call it.';
  }
  const whose = {
    customer: 'for the customer in the path',
    handler: 'for the customer that it belongs to',
    rows: 'for any customer; the answer is kept to those customers',
    every: 'for every customer (`*`)',
  }[rule.of];
  const key = takesSearchKeys(rule) ? ' Or a search key; the answer is kept to the catalogs that it opens.' : '';
  return `Needs ${rule.anyOf.map((permission) => `\`${permission}\``).join(' or ')} access ${whose}.${key}`;
}

function parametersOf(
  place: 'path' | 'query',
  schema: Route['querySchema'],
  example: Example | undefined,
  components: Map<string, Json>,
): Json[] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const { description, ...rest } = hoist(property, components);
    const shown = (place === 'path' ? example?.path : example?.query)?.[name];
    return {
      name,
      in: place,
      required: place === 'path' || (schema?.required ?? []).includes(name as never),
      ...(description === undefined ? {} : { description }),
      schema: rest,
      ...(rest['type'] === 'array' ? { style: 'form', explode: true } : {}),
      ...(shown === undefined ? {} : { example: shown }),
    };
  });
}

function requestBody({ body, examples }: Route, components: Map<string, Json>): Json {
  const shown = examples.filter((example) => example.body !== undefined);
  return {
    required: body?.mayBeEmpty !== true,
    description: body?.description,
    content: {
      'application/json': {
        schema: hoist(body?.schema ?? {}, components),
        ...(shown.length === 0
          ? {}
          : {
              examples: Object.fromEntries(
                shown.map((example, index) => [
                  `example${String(index + 1)}`,
                  { summary: example.summary, value: example.body },
                ]),
              ),
            }),
      },
    },
  };
}

function answersOf(route: Route, components: Map<string, Json>): Json {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, { description, schema, contentType }]) => {
      const shown = route.examples.filter((one) => String(one.status) === status && one.answer !== undefined);
      const content =
        schema === undefined
          ? contentType === undefined
            ? undefined
            : { [contentType]: { schema: { type: 'string' } } }
          : {
              'application/json': {
                schema: hoist(schema, components),
                ...(shown.length === 0
                  ? {}
                  : {
                      examples: Object.fromEntries(
                        shown.map((example, index) => [
                          `example${String(index + 1)}`,
                          { summary: example.summary, value: example.answer },
                        ]),
                      ),
                    }),
              },
            };
      return [status, { description, ...(content === undefined ? {} : { content }) }];
    }),
  );
}

/** What a route may answer beside its own. */
function problemsOf(route: Route): Json {
  const statuses = new Set<number>([...route.problems, 405, 503]);
  if (route.pathSchema !== undefined) {
    statuses.add(404);
  }
  if (route.pathSchema !== undefined || route.querySchema !== undefined || route.body !== undefined) {
    statuses.add(400).add(431);
  }
  if (route.body !== undefined) {
    statuses.add(413).add(415);
  }
  if (route.rule !== 'public') {
    statuses.add(401).add(403);
  }
  if (route.rate !== 'unlimited' || route.rule !== 'public') {
    statuses.add(429);
  }
  return Object.fromEntries(
    [...statuses]
      .filter((status) => !(status in route.answers))
      .sort((a, b) => a - b)
      .map((status) => [String(status), { $ref: `#/components/responses/Problem${String(status)}` }]),
  );
}

/** A copy in which each schema with a title stands once, as a component. */
function hoist(schema: object, components: Map<string, Json>): Json {
  const copy = Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !name.startsWith('x-'))
      .map(([name, value]) => [name, hoistValue(value, components)]),
  );
  const { title, ...rest } = copy;
  if (typeof title !== 'string') {
    return copy;
  }
  const known = components.get(title);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(rest)) {
    throw new Error(`two different schemas are called ${title}`);
  }
  components.set(title, rest);
  return { $ref: `#/components/schemas/${title}` };
}

function hoistValue(value: unknown, components: Map<string, Json>): unknown {
  if (Array.isArray(value)) {
    return value.map((entry) => hoistValue(entry, components));
  }
  return typeof value === 'object' && value !== null ? hoist(value, components) : value;
}
