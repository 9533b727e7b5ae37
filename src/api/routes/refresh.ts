import { Type } from 'typebox';
import type { Inclusion } from '../../inclusion/port.ts';
import { NotFoundError } from '../../kernel/errors.ts';
import type { Replication } from '../../replication/port.ts';
import { refreshExamples as examples } from '../examples/refresh.ts';
import { route, type Route } from '../route.ts';
import { Uuid, answer, notModified } from '../schemas/common.ts';
import { MembersRefreshSchema, RefreshJobSchema, presentJob } from '../schemas/refresh.ts';

const content = '/api/v1/content-metadata/refresh/';
const members = '/api/v1/enterprise-catalogs/{uuid}/refresh_metadata/';
const admins = { anyOf: ['admin'], of: 'handler' } as const;

const KeysToRefresh = Type.Object({
  content_keys: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 1_000 }),
});

interface RefreshRouteDeps {
  replication: Pick<Replication, 'refreshContent' | 'readRefresh'>;
  inclusion: Pick<Inclusion, 'catalogContext' | 'refreshMembers' | 'readMembersRefresh'>;
  /** Asks workers, here or elsewhere, to look for work now. */
  wakeWorkers: () => void;
}

/** Asking upstream for what it may have changed. */
export function refreshRoutes({ replication, inclusion, wakeWorkers }: RefreshRouteDeps): Route[] {
  return [
    route({
      method: 'post',
      path: content,
      id: 'refreshContent',
      tag: 'Content',
      summary: 'Ask upstream for items that have changed',
      description: 'A course comes with its runs. Workers do it; `Location` says where its state can be asked.',
      rule: { anyOf: ['admin'], of: 'every' },
      rate: 'write',
      body: {
        schema: KeysToRefresh,
        description: 'Keys of courses and runs, uuids of programs and pathways',
        read: 'value',
      },
      answers: { 202: { description: 'The job', schema: RefreshJobSchema } },
      problems: [422],
      examples: examples.refresh,
      handle: async ({ body, author }) => {
        const job = await replication.refreshContent(body.content_keys, { source: 'route', author });
        wakeWorkers();
        return { status: 202, body: presentJob(job), headers: { Location: `${content}${job.uuid}/` } };
      },
    }),
    route({
      method: 'get',
      path: `${content}{id}/`,
      id: 'readRefresh',
      tag: 'Content',
      summary: 'How far that is',
      description: 'For 30 days.',
      rule: { anyOf: ['admin'], of: 'every' },
      rate: 'read',
      parameters: { path: Type.Object({ id: Uuid }) },
      answers: { 200: { description: 'The job', schema: RefreshJobSchema }, 304: notModified },
      examples: examples.unknown,
      handle: async ({ path }) => {
        const job = await replication.readRefresh(path.id);
        if (job === undefined) {
          throw new NotFoundError('there is no such job');
        }
        return { status: 200, body: presentJob(job) };
      },
    }),
    route({
      method: 'post',
      path: members,
      id: 'refreshMetadata',
      tag: 'Catalogs',
      summary: 'Ask upstream for everything in a catalog',
      description:
        'Memberships are always up to date with the content that is stored; this looks whether upstream has newer content. While it is ' +
        'under way for the catalog’s query, the answer names the job that runs.',
      rule: admins,
      rate: 'write',
      parameters: { path: Type.Object({ uuid: Uuid }) },
      answers: { 200: { description: 'The job', schema: answer('RefreshStarted', { async_task_id: Uuid }) } },
      examples: examples.refreshMembers,
      handle: async ({ path, author, assertMay }) => {
        const catalog = await inclusion.catalogContext(path.uuid);
        assertMay(catalog.enterpriseUuid);
        const job = await inclusion.refreshMembers(catalog, author);
        wakeWorkers();
        return { status: 200, body: { async_task_id: job.uuid } };
      },
    }),
    route({
      method: 'get',
      path: `${members}{id}/`,
      id: 'readMembersRefresh',
      tag: 'Catalogs',
      summary: 'How far that is, and what entered and left meanwhile',
      rule: admins,
      rate: 'read',
      parameters: { path: Type.Object({ uuid: Uuid, id: Uuid }) },
      answers: { 200: { description: 'The job', schema: MembersRefreshSchema }, 304: notModified },
      examples: examples.unknownOfCatalog,
      handle: async ({ path, assertMay }) => {
        const catalog = await inclusion.catalogContext(path.uuid);
        assertMay(catalog.enterpriseUuid);
        const { entered, left, ...job } = await inclusion.readMembersRefresh(catalog, path.id);
        return { status: 200, body: { ...presentJob(job), entered, left } };
      },
    }),
  ];
}
