import { Type } from 'typebox';
import { visibleContent, type ContentChange, type ContentChanges, type Replication } from '../../replication/port.ts';
import { contentChangesExamples as examples } from '../examples/content-changes.ts';
import { ndjson, ndjsonOf } from '../ndjson.ts';
import { route, type Route } from '../route.ts';
import { viewOf, views, type View } from './content-view.ts';

const usual = 1_000;
const largest = 10_000;

/** Items whose documents are read at a time: some 15 kB each, 4 MB at the most. */
const part = 50;

type Reader = Pick<Replication, 'contentChanges' | 'readCurrent'>;

/** Everything that changed in content since a token. */
export function contentChangesRoute({ replication }: { replication: Reader }): Route {
  return route({
    method: 'get',
    path: '/api/v1/content-metadata/changes/',
    id: 'listContentChanges',
    tag: 'Changes',
    summary: 'What happened to content since a token, one JSON object a line',
    description:
      'In the order of the commits. A line has `token`, `content_key`, `uuid`, `content_type`, `kind`, `at`, and with `view` the `document` as ' +
      'it is now: null of what is removed or gone by now, and of what only named queries may see. `kind`: `stored` another document came; ' +
      '`status` none came, but what follows from it changed, most often by the clock; `removed` it is gone. The last line has only `next`, ' +
      'the token to go on with, and `more`, whether more is there already; an answer without it was cut off. Whoever was cut off goes on ' +
      'after the last `token` that he has dealt with. To follow: ask `since=now`, read the content, then go on with `next` for ever; a ' +
      'line may tell of what was read already. A token that is too old is answered 410, one of another feed 400. Translations are not ' +
      'told of.',
    rule: { anyOf: ['admin'], of: 'every' },
    rate: 'read',
    parameters: {
      query: Type.Object({
        since: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 300,
            description:
              'The token of a line, or `next` of the answer before; `now` for the end of the feed; left out, the oldest that is kept',
          }),
        ),
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 999_999_999,
            default: usual,
            description: `Changes of an answer, at most ${largest.toLocaleString('en')}`,
          }),
        ),
        view: Type.Optional(
          Type.Enum([...views], { description: 'What of the document each line has; left out, nothing' }),
        ),
      }),
    },
    answers: { 200: { description: 'The changes as NDJSON, sent as they are read', contentType: ndjson } },
    problems: [410],
    examples: examples.changes,
    handle: async ({ query: { since, limit = usual, view } }) => {
      const changes = await replication.contentChanges({ since, limit: Math.min(limit, largest) });
      return { status: 200, body: ndjsonOf(linesOf(replication, changes, view)) };
    },
  });
}

async function* linesOf(
  replication: Reader,
  { changes, next, more }: ContentChanges,
  view: View | undefined,
): AsyncGenerator<object[]> {
  for (let start = 0; start < changes.length; start += part) {
    const some = changes.slice(start, start + part);
    yield view === undefined ? some.map(presentChange) : await withDocuments(replication, some, view);
  }
  yield [{ next, more }];
}

async function withDocuments(replication: Reader, changes: readonly ContentChange[], view: View): Promise<object[]> {
  const items = await replication.readCurrent([...new Set(changes.map(({ contentId }) => contentId))]);
  return changes.map((change) => {
    const item = change.kind === 'removed' ? undefined : items.get(change.contentId);
    const visible = item && visibleContent(item);
    return { ...presentChange(change), document: visible === undefined ? null : viewOf(visible, view) };
  });
}

function presentChange({ token, contentKey, uuid, contentType, kind, at }: ContentChange): object {
  return { token, content_key: contentKey, uuid, content_type: contentType, kind, at: at.toISOString() };
}
