import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const none = { version: 0, count: 0, next: null, previous: null, results: [] };
const sailing = { count: 1, hits: [{ content_key: ids.course, title: 'Sailing for beginners' }] };

export const steeringExamples = {
  listSynonyms: [{ summary: 'When there are none', query: { locale: 'en' }, status: 200, answer: none }],
  putSynonym: [
    {
      summary: 'Words that find each other',
      path: { locale: 'en', name: 'yachting' },
      body: { rule: 'sailing, yachting' },
      status: 200,
      answer: { outcome: 'created', version: 1 },
    },
    {
      summary: 'A word that means the same as itself',
      path: { locale: 'en', name: 'boats' },
      body: { rule: 'boat, boats' },
      status: 422,
    },
  ],
  previewSynonyms: [
    {
      summary: 'A rule that is not stored',
      body: { q: 'regatta', customer: ids.customer, rules: ['regatta => sailing'] },
      status: 200,
      answer: {
        searched_as: [{ words: 'regatta', alternatives: ['sailing'] }],
        before: { count: 0, hits: [] },
        after: sailing,
      },
    },
  ],
  listPins: [{ summary: 'When there are none', status: 200, answer: none }],
  putPin: [
    {
      summary: 'A course that comes first for what begins with "boats"',
      path: { name: 'boats' },
      body: { customer: ids.customer, matches: 'beginning', text: 'boats', pinned: [ids.course] },
      status: 200,
      answer: { outcome: 'created', version: 1 },
    },
    {
      summary: 'One that says nothing',
      path: { name: 'nothing' },
      body: { matches: 'exact', text: 'boats' },
      status: 422,
    },
  ],
  previewPins: [
    {
      summary: 'A rule that is not stored',
      body: {
        q: 'cruise',
        customer: ids.customer,
        rule: { matches: 'exact', text: 'Cruise', pinned: [ids.course, 'DemoX+404'] },
      },
      status: 200,
      answer: {
        rules: ['draft'],
        pinned: [
          { content_key: ids.course, shown: true },
          { content_key: 'DemoX+404', shown: false },
        ],
        hidden: [],
        before: { count: 0, hits: [] },
        after: sailing,
      },
    },
  ],
} satisfies Record<string, Example[]>;
