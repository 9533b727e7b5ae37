/** What the examples are about; test/api/examples.test.ts makes it all before it runs them. */
export const ids = {
  customer: '8e1d7b42-5c3a-4f96-b0e7-2a4c6d8f1b33',
  otherCustomer: '51291603-8058-4c93-b7d9-eb4c620c0867',
  /** Introductory courses. */
  catalog: '3f0c2e5a-6d1b-4c7e-9a58-0b2d4f6a8c11',
  query: 'c1b6a7e8-9d0f-4e2a-8b3c-5d6e7f809112',
  newCatalog: '0d9f2b64-73c1-4a5e-8f10-6b7c8d9e0f21',
  academy: '6b0e1f7a-2c4d-4e95-8a31-9d7c5b3f1e20',
  newAcademy: 'e2d4c6b8-1a3f-4c57-9b60-0f8e7d6c5b41',
  /** md5 of the query's filter. */
  hash: '7cb7de39cc334f6594f7adc3c7b3b3ab',
  course: 'DemoX+101',
  run: 'course-v1:DemoX+101+2026',
  runUuid: '7a1f0c3e-52d8-4b69-9e04-1c8d3b5f7a20',
  brokenCourse: 'DemoX+666',
} as const;
