import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { checkOf } from '../../src/api/schemas/validators.ts';
import { Client } from '../support/client.ts';
import { expectGolden } from '../support/golden.ts';
import { makeService, serve, type TestService } from '../support/service.ts';

const file = new URL('../../docs/openapi.json', import.meta.url);

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: object[];
  parameters?: { name: string; in: string; schema: object }[];
  responses: Record<string, unknown>;
}

interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; responses: Record<string, unknown> };
}

describe('the description of the API', () => {
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;
  let description: Description;

  before(async () => {
    service = await makeService();
    const served = await serve(service);
    api = new Client(served.url, null);
    close = served.close;
    description = (await api.get<Description>('/api/openapi.json')).body;
  });
  after(async () => {
    await close();
    await service.stop();
  });

  it('is what docs/openapi.json says', () => expectGolden(file, description));

  it('has every route that is not a file of a page', () => {
    const described = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
    );
    const served = service.api.routes
      .filter(({ hidden }) => !hidden)
      .map(({ method, path, id }) => `${method} ${path} ${id}`);
    expect(described.sort()).to.deep.equal(served.sort());
    for (const { id, tag } of service.api.routes.filter(({ hidden }) => hidden)) {
      expect(tag, id).to.be.oneOf(['Documentation', 'Pages']);
    }
  });

  it('says of each operation who may call it, and how it fails', () => {
    const names = new Set<string>();
    for (const [path, methods] of Object.entries(description.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        expect(names.has(operation.operationId), where).to.equal(false);
        names.add(operation.operationId);
        expect(operation.summary, where).to.match(/^[A-Z].*[^.]$/);
        expect(operation.description, where).to.match(/Anyone may call it|Whoever is signed in|Needs `/);
        const isOpen = operation.description.includes('Anyone may call it');
        expect(operation.security.length === 0, where).to.equal(isOpen);
        expect('401' in operation.responses, where).to.equal(!isOpen);
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
        expect(declared, where).to.deep.equal(inPath);
      }
    }
  });

  it('is made of schemas that can be compiled, each of them; a service does that when one is first needed', () => {
    const schemas = service.api.routes.flatMap(({ id, pathSchema, querySchema, body, answers }) =>
      [pathSchema, querySchema, body?.schema, ...Object.values(answers).map(({ schema }) => schema)].flatMap(
        (schema) => (schema === undefined ? [] : [{ id, schema }]),
      ),
    );
    expect(schemas.length).to.be.greaterThan(100);
    const ajv = new Ajv2020();
    for (const { id, schema } of schemas) {
      expect(ajv.validateSchema(schema), id).to.equal(true);
      expect(() => checkOf(schema)(), id).to.not.throw();
    }
  });

  it('refers to nothing that it does not hold', () => {
    const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).to.be.greaterThan(50);
    for (const [reference, kind = '', name = ''] of references) {
      const held = (description.components as Record<string, Record<string, unknown>>)[kind];
      expect(held?.[name], reference).to.not.equal(undefined);
    }
  });

  it('is given to whoever has it already without its body', async () => {
    const { headers } = await api.get('/api/openapi.json');
    const again = await api.ask('GET', '/api/openapi.json', {
      headers: { 'If-None-Match': headers.get('etag') ?? '' },
    });
    expect(again.status).to.equal(304);
    expect(again.body).to.equal(null);
  });
});
