import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const instant = '2026-11-21T10:00:00.000Z';

export const accessExamples = {
  me: [
    {
      summary: 'An operator',
      status: 200,
      answer: {
        name: 'user:operator',
        staff: true,
        roles: [{ role: 'enterprise_openedx_operator', context: '*' }],
        every_customer: true,
      },
    },
  ],
  giveRole: [
    {
      summary: 'An admin of one customer',
      body: { username: 'alice', role: 'enterprise_admin', context: ids.customer },
      status: 201,
      answer: {
        id: 1,
        username: 'alice',
        role: 'enterprise_admin',
        context: ids.customer,
        created_at: instant,
        created_by: 'user:operator',
      },
      varies: ['id'],
    },
  ],
  createKey: [
    {
      summary: 'A service that asks for one customer',
      body: {
        name: 'redemption',
        roles: [{ role: 'enterprise_learner', context: ids.customer }],
        expires_at: '2027-11-01T00:00:00.000Z',
      },
      status: 201,
    },
  ],
  audit: [{ summary: 'What happened to a catalog', query: { subject: ids.catalog }, status: 200 }],
} satisfies Record<string, Example[]>;
