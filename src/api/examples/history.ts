import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const at = '2026-11-21T10:00:00.000Z';
const introductory = { content_type: 'course', level_type: 'Introductory' };
const nothing = { changes: [], next: 'MSBhbGwgMA', more: false };
const version = {
  version: 1,
  content_filter_hash: '8a1cf6f7b6f1c5d7f7a7a6f3e0c5b2aa',
  title: 'Introductory courses',
  author: 'user:operator',
  at,
};
const varies = ['content_filter_hash', 'author', 'next'];

export const historyExamples = {
  catalogChanges: [
    {
      summary: 'Where to begin to follow a catalog',
      path: { uuid: ids.catalog },
      query: { since: 'now' },
      status: 200,
      answer: nothing,
      varies,
    },
    {
      summary: 'From the beginning',
      path: { uuid: ids.catalog },
      query: { limit: 1 },
      status: 200,
      answer: {
        changes: [
          {
            kind: 'catalog',
            cause: 'filter',
            at,
            catalog_query_uuid: ids.query,
            catalog_uuid: ids.catalog,
            members: null,
            entered: [],
            left: [],
          },
        ],
        next: 'MSBhbGwgMQ',
        more: true,
      },
      varies,
    },
  ],
  customerChanges: [
    {
      summary: 'Where to begin to follow a customer',
      path: { customer: ids.customer },
      query: { since: 'now' },
      status: 200,
      answer: nothing,
      varies,
    },
  ],
  changes: [{ summary: 'Where to begin', query: { since: 'now' }, status: 200, answer: nothing, varies }],
  versions: [
    {
      summary: 'One filter so far',
      path: { uuid: ids.query },
      status: 200,
      answer: { next: null, results: [version] },
      varies,
    },
  ],
  version: [
    {
      summary: 'The first',
      path: { uuid: ids.query, version: '1' },
      query: { against: 1 },
      status: 200,
      answer: { ...version, content_filter: introductory, difference: [] },
      varies,
    },
  ],
  held: [{ summary: 'Of a query that has none', path: { uuid: ids.query }, status: 200, answer: { resolved: 0 } }],
  heldQueries: [{ summary: 'None', status: 200, answer: { count: 0, next: null, previous: null, results: [] } }],
  heldItems: [
    {
      summary: 'Of a query that has none',
      path: { uuid: ids.query },
      status: 200,
      answer: { count: 0, next: null, previous: null, results: [] },
    },
  ],
  restore: [
    {
      summary: 'The filter that it has already',
      path: { uuid: ids.query, version: '1' },
      status: 200,
      answer: {
        catalog_query_uuid: ids.query,
        membership: { state: 'committed', matched: 1, entered: 0, left: 0 },
        corrections: [],
      },
    },
  ],
} satisfies Record<string, Example[]>;
