import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const unknownQuery = '0123456789abcdef0123456789abcdef';

export const searchAnalyticsExamples = {
  events: [
    {
      summary: 'A click on a result of a search that there was not',
      body: { events: [{ query_id: unknownQuery, type: 'click', content_key: ids.course, position: 1 }] },
      status: 422,
    },
  ],
  portalEvents: [
    {
      summary: 'Results that were seen: taken, and not counted',
      body: {
        events: [
          {
            eventType: 'view',
            eventName: 'Hits Viewed',
            index: 'enterprise_catalog',
            userToken: 'anonymous-1',
            objectIDs: ['course-7a1f0c3e-52d8-4b69-9e04-1c8d3b5f7a20'],
          },
        ],
      },
      status: 200,
      answer: { status: 200, message: 'OK' },
    },
  ],
  report: [
    {
      summary: 'The most frequent texts of one customer',
      path: { report: 'top' },
      query: { customer: ids.customer, since: '2026-11-01', until: '2026-11-30' },
      status: 200,
    },
  ],
  csv: [{ summary: 'Searches by day', path: { report: 'days' }, query: { locale: 'en' }, status: 200 }],
} satisfies Record<string, Example[]>;
