import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { expectProblem, type CatalogBody, type Client } from '../support/client.ts';
import { course, uuidOf } from '../support/documents.ts';
import { runImport } from '../support/import.ts';
import { servedService } from '../support/served-service.ts';
import { sql, type TestService } from '../support/service.ts';

const base = '/api/v1/enterprise-catalogs/';

interface Answer extends CatalogBody {
  unknown?: { name: string; code: string; detail: string }[];
}

describe('a filter that moves in with entries of unknown names', function () {
  this.timeout(30_000);
  let service: TestService;
  let api: Client;
  let close: () => Promise<void>;

  before(async () => {
    ({ service, api, close } = await servedService());
    await api.post('/api/v1/content-metadata/', [
      course('Moved+1', { level_type: 'Introductory' }),
      course('Moved+2', { level_type: 'Advanced' }),
    ]);
  });
  after(() => close());

  const written = (content_filter: unknown): object => ({
    title: 'Moved',
    enterprise_customer: uuidOf('moved'),
    content_filter,
  });
  const stored = (uuid: string): Promise<{ content_filter: string; unknown_entries: string | null }[]> =>
    sql(service.stores, 'SELECT content_filter, unknown_entries FROM catalog_query WHERE uuid = ?', [uuid]);

  it('is refused, unless they are to be reported; then it is stored without them, and marked', async () => {
    const filter = { level_type: 'Advanced', colour: 'red', level_type__gt: 1, include_learner_pathways: false };
    expectProblem(await api.post(base, written(filter)), 422, 'refused');
    const { status, body } = await api.post<Answer>(`${base}?unknown_keys=report`, written(filter));
    expect(status).to.equal(201);
    expect(body.membership?.matched).to.equal(1);
    expect(body.unknown?.map(({ name, code }) => `${name} ${code}`)).to.deep.equal([
      'colour unknown_field',
      'level_type__gt unknown_operator',
    ]);
    const [row] = await stored(body.catalog_query_uuid);
    expect(row?.content_filter).to.equal('{"level_type": "Advanced", "include_learner_pathways": false}');
    const { count, queries } = await service.inclusion.listIncompleteQueries({ after: 0, offset: 0, limit: 10 });
    expect(count).to.equal(1);
    expect(queries[0]?.uuid).to.equal(body.catalog_query_uuid);
    expect(queries[0]?.unknown.map(({ name }) => name)).to.deep.equal(['colour', 'level_type__gt']);

    // The same again is the same query: its hash is that of what was received.
    const again = await api.ask<Answer>('PUT', `${base}${body.uuid}/?unknown_keys=report`, {
      body: written(filter),
    });
    expect(again.body.catalog_query_uuid).to.equal(body.catalog_query_uuid);
    expect(again.body.unknown).to.have.length(2);

    // A filter of known names takes the mark away.
    const known = { catalog_query_uuid: body.catalog_query_uuid, content_filter: { level_type: 'Introductory' } };
    const mended = await api.ask<Answer>('PATCH', `${base}${body.uuid}/`, { body: known });
    expect(mended.body.catalog_query_uuid).to.equal(body.catalog_query_uuid);
    expect(mended.body).to.not.have.property('unknown');
    expect((await service.inclusion.listIncompleteQueries({ after: 0, offset: 0, limit: 10 })).count).to.equal(0);
  });

  it('is refused all the same for any other fault, or when nothing else remains', async () => {
    const codes = async (filter: unknown): Promise<string[]> => {
      const answer = await api.post(`${base}?unknown_keys=report`, written(filter));
      return expectProblem(answer, 422, 'refused').errors?.map(({ code }) => code) ?? [];
    };
    expect(await codes({ colour: 'red' })).to.deep.equal(['empty_filter']);
    expect(await codes({ colour: 'red', include_learner_pathways: true })).to.deep.equal(['empty_filter']);
    expect(await codes({ colour: 'red', level_type: 3 })).to.deep.equal(['wrong_type']);
    expect(await codes({ level_type: 'A', any_of: [{ colour: 'red' }] })).to.deep.equal(['unknown_field']);
    expect(await codes({ colour: 'red', any_of: [] })).to.deep.equal(['empty_list']);
    expectProblem(await api.post(`${base}?unknown_keys=ignore`, written({ level_type: 'A' })), 400, 'bad_request');
  });

  it('comes in from a file when it is asked for, each left out entry told with its line', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'percolog-unknown-'));
    const file = path.join(folder, 'queries.jsonl');
    const lines = [
      { uuid: uuidOf('in-1'), content_filter: { level_type: 'Introductory', colour: 'blue' } },
      { uuid: uuidOf('in-2'), content_filter: { colour: 'blue' } },
    ];
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    try {
      const strict = await runImport(service.stores, ['--queries', file, '--json']);
      expect(strict.code).to.equal(2);
      expect(JSON.parse(strict.stdout)).to.have.nested.property('files[0].refused', 2);
      const lenient = await runImport(service.stores, ['--queries', file, '--unknown-keys', 'report', '--json']);
      expect(lenient.code).to.equal(2);
      expect(JSON.parse(lenient.stdout)).to.nested.include({ 'files[0].created': 1, 'files[0].refused': 1 });
      expect(lenient.stderr).to.match(/queries\.jsonl:1: left out: there is no field colour/);
      expect(lenient.stderr).to.match(/queries\.jsonl:2: /);
      const wrong = await runImport(service.stores, ['--queries', file, '--unknown-keys', 'drop']);
      expect(wrong.code).to.equal(1);
    } finally {
      await rm(folder, { recursive: true });
    }
    expect((await stored(uuidOf('in-1')))[0]?.unknown_entries).to.match(/"name":"colour"/);
  });
});
