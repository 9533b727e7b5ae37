import type { Readable } from 'node:stream';
import type { Context } from 'koa';
import type { Static, TObject, TSchema } from 'typebox';
import type { Caller, Permission, SearchPass } from '../access/port.ts';
import type { Author } from '../kernel/audit.ts';
import type { Customers } from '../kernel/customers.ts';
import type { JsonNode } from '../kernel/json.ts';
import type { JsonText } from './json-text.ts';
import type { TaggedJson } from './tagged-json.ts';

/** What a route is for: callers are limited in each class apart. See platform/redis/rate-limits.ts. */
export type RateClass = 'containment' | 'read' | 'search' | 'write' | 'content' | 'anonymous';

/**
 * Who may call a route. Where a permission is asked for, one of those named is enough, and `of` says for which customers:
 * - `customer`: for the one in the path, checked before the handler runs;
 * - `handler`: for those that the request turns out to be about. The handler says so with `assertMay`; an answer without
 *   that is a fault of ours (500), and what is not there is refused like what is another's;
 * - `rows`: for one at least. The handler keeps the answer to `customers`;
 * - `every`: for every customer.
 * With `searchKeys` a key of the portal's protocol does too, and the handler keeps the answer to what that opens.
 */
export type Rule =
  | 'public'
  | 'signed in'
  | { anyOf: readonly Permission[]; of: 'customer' | 'handler' | 'every' }
  | { anyOf: readonly Permission[]; of: 'rows'; searchKeys?: true };

/** One possible answer. Without a schema it has no body of JSON. */
export interface AnswerSpec {
  description: string;
  schema?: TSchema;
  /** When it is not JSON. */
  contentType?: string;
}

type Answers = Readonly<Record<number, AnswerSpec>>;

type BodyOf<Answer extends AnswerSpec> = Answer extends { schema: infer Schema extends TSchema }
  ? Static<Schema> | JsonText | TaggedJson | Readable
  : string | Buffer | Readable | null;

/**
 * What a handler gives back: one of the declared answers. An answer may come as JSON text; one that is too long to be built at
 * once as a stream of it. Where
 * 304 is declared too, a 200 carries an `ETag` of what it says, and whoever has it already (`If-None-Match`) gets the 304.
 */
export type Reply<Declared extends Answers> = {
  [Status in keyof Declared & number]: {
    status: Status;
    body: BodyOf<Declared[Status]>;
    headers?: Readonly<Record<string, string>>;
  };
}[keyof Declared & number];

/** A request that has been let in and read. */
export interface RouteRequest<Path, Query, Body> {
  path: Path;
  query: Query;
  body: Body;
  /** The body's text and its tree, for readers who need what a plain value loses. */
  source: { text: string; node: JsonNode };
  caller: Caller;
  author: Author;
  /** The customers for which the caller has what the rule asks for. */
  customers: Customers;
  /** What the search key opens, where one was sent to a route that takes them. */
  searchPass: SearchPass | undefined;
  /** @throws ForbiddenError when the rule's permission is not given for this customer */
  assertMay: (customer: string) => void;
  /** Address, method and headers. */
  ctx: Context;
}

/** A request and what it is answered, run as a test and shown in the documentation. */
export interface Example {
  summary: string;
  path?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  status: number;
  /** Instants, and members in `varies`, may differ from run to run. */
  answer?: unknown;
  varies?: readonly string[];
}

/** How a body is read: by `JSON.parse`, or with its tree (slower; keeps spellings). */
export interface BodySpec<Schema extends TSchema> {
  schema: Schema;
  description: string;
  read: 'value' | 'tree';
  /** Whether none counts as `{}`. */
  mayBeEmpty?: boolean;
  /** Whether a form is taken too: each name has the last of its values, as text. */
  mayBeForm?: boolean;
  /** Whether it may be as large as MAX_BODY_MEBIBYTES; otherwise 8 MiB. */
  large?: boolean;
  /** Whether it is JSON whatever its content type says: browsers ask leave before they send `application/json` elsewhere. */
  anyType?: boolean;
}

export interface RouteSpec<
  Path extends TObject,
  Query extends TObject,
  Body extends TSchema,
  Declared extends Answers,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** As OpenAPI writes it. Served with and without a slash at the end. */
  path: string;
  /** Its name in the documentation, and of generated clients' functions. */
  id: string;
  tag: string;
  summary: string;
  description?: string;
  /** Kept out of the documentation: files of pages. */
  hidden?: boolean;
  rule: Rule;
  rate: RateClass | 'unlimited';
  parameters?: {
    path?: Path;
    query?: Query;
  };
  /** A malformed path parameter is answered 404, as an address that names nothing; or 400. */
  malformedPath?: 400 | 404;
  body?: BodySpec<Body>;
  answers: Declared;
  /** Beyond those that every such route has: 400, 401, 403, 404 and the like. */
  problems?: readonly number[];
  examples?: readonly Example[];
  handle: (
    request: RouteRequest<Static<NoInfer<Path>>, Static<NoInfer<Query>>, Static<NoInfer<Body>>>,
  ) => Promise<Reply<NoInfer<Declared>>> | Reply<NoInfer<Declared>>;
}

/** A route of any types, as the server and the documentation see it. */
export interface Route {
  method: RouteSpec<TObject, TObject, TSchema, Answers>['method'];
  path: string;
  id: string;
  tag: string;
  summary: string;
  description: string;
  hidden: boolean;
  rule: Rule;
  rate: RateClass | 'unlimited';
  pathSchema: TObject | undefined;
  querySchema: TObject | undefined;
  malformedPath: 400 | 404;
  body: BodySpec<TSchema> | undefined;
  answers: Answers;
  problems: readonly number[];
  examples: readonly Example[];
  handle: (request: RouteRequest<never, never, never>) => Promise<Reply<Answers>> | Reply<Answers>;
}

/**
 * Declares a route. Its schemas check what comes in and, in tests, what goes out; the documentation is made of them; its
 * rule is enforced before the handler runs, or around it.
 */
export function route<
  const Declared extends Answers,
  Path extends TObject = TObject,
  Query extends TObject = TObject,
  Body extends TSchema = TSchema,
>(spec: RouteSpec<Path, Query, Body, Declared>): Route {
  return {
    method: spec.method,
    path: spec.path,
    id: spec.id,
    tag: spec.tag,
    summary: spec.summary,
    description: spec.description ?? '',
    hidden: spec.hidden ?? false,
    rule: spec.rule,
    rate: spec.rate,
    pathSchema: spec.parameters?.path,
    querySchema: spec.parameters?.query,
    malformedPath: spec.malformedPath ?? 404,
    body: spec.body,
    answers: spec.answers,
    problems: spec.problems ?? [],
    examples: spec.examples ?? [],
    handle: spec.handle,
  };
}
