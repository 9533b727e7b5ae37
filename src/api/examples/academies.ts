import type { Example } from '../route.ts';
import { ids } from './ids.ts';

const sailing = {
  uuid: ids.academy,
  title: 'Sailing academy',
  short_description: 'From the first knot to the open sea',
  long_description: '',
  image: null,
  enterprise_catalogs: [ids.catalog],
  created: '2026-11-22T12:00:00.000Z',
  modified: '2026-11-22T12:00:00.000Z',
};
const boats = { id: 1, title: 'Boats', description: 'What floats' };

export const academyExamples = {
  list: [
    {
      summary: 'Of one customer',
      query: { enterprise_customer: ids.customer },
      status: 200,
      answer: { count: 1, next: null, previous: null, results: [{ ...sailing, tags: [boats] }] },
      varies: ['id'],
    },
    {
      summary: 'Without a customer',
      status: 200,
      answer: { count: 0, next: null, previous: null, results: [] },
    },
  ],
  read: [
    {
      summary: 'In Spanish; only one item carries its tag',
      path: { uuid: ids.academy },
      query: { lang: 'es' },
      status: 200,
      answer: { ...sailing, title: 'Academia de vela', short_description: '', tags: [] },
    },
    { summary: 'One that is not there', path: { uuid: ids.customer }, status: 404 },
  ],
  put: [
    {
      summary: 'A new one',
      path: { uuid: ids.newAcademy },
      body: {
        title: 'Knots',
        enterprise_catalogs: [ids.catalog],
        tags: [{ title: 'Ropes', content_keys: [ids.course] }],
      },
      status: 200,
      answer: {
        outcome: 'created',
        uuid: ids.newAcademy,
        title: 'Knots',
        short_description: '',
        long_description: '',
        image: null,
        enterprise_catalogs: [ids.catalog],
        created: '2026-11-22T12:00:00.000Z',
        modified: '2026-11-22T12:00:00.000Z',
        translations: {},
        tags: [{ id: 2, title: 'Ropes', description: '', content_keys: [ids.course] }],
      },
      varies: ['id'],
    },
    {
      summary: 'With a catalog that is not there',
      path: { uuid: ids.newAcademy },
      body: { title: 'Knots', enterprise_catalogs: [ids.customer] },
      status: 422,
    },
  ],
  associate: [
    {
      summary: 'A catalog that is in it already. Needs a provisioning admin of its customer',
      path: { uuid: ids.academy },
      body: { catalog_uuid: ids.catalog },
      status: 403,
    },
  ],
} satisfies Record<string, Example[]>;

/** The academy that the examples are about, as it is put. */
export const academyOfExamples = {
  title: sailing.title,
  short_description: sailing.short_description,
  translations: { es: { title: 'Academia de vela' } },
  enterprise_catalogs: [ids.catalog],
  tags: [{ title: boats.title, description: boats.description, content_keys: [ids.course] }],
};
