import { expect } from 'chai';
import knexFactory, { type Knex } from 'knex';
import * as migration from '../../src/platform/mysql/migrations/20261125_api.ts';
import { course, program, run } from '../support/documents.ts';
import { makeService, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

/** The migration reads from stored documents what is written with each form from then on: both must say the same. */
describe('the migration that marks what lists leave out', () => {
  let service: TestService;
  let knex: Knex;

  before(async () => {
    service = await makeService();
    knex = knexFactory({ client: 'mysql2', connection: service.stores.config.databaseUrl });
  });
  after(async () => {
    await knex.destroy();
    await service.stop();
  });

  it('marks as storing does', async () => {
    const open = { key: 'course-v1:O+1+1', status: 'published', is_enrollable: true, is_marketable: true };
    const secret = { restriction_type: 'custom-b2b-enterprise' };
    const trap = 'says ,"active":false, and "restriction_type":"custom" in its text';
    const stored = await service.replication.store(
      [
        course('Open+1', { course_runs: [open], full_description: trap }),
        course('Idle+1', { course_runs: [{ ...open, is_enrollable: false }] }),
        course('Half+1', { course_runs: [open, { ...open, ...secret, key: 'course-v1:O+1+2' }] }),
        course('Secret+1', { course_runs: [{ ...open, ...secret }] }),
        course('Said+1', { active: true }),
        run('Open+1', '1', { ...open, full_description: trap }),
        run('Open+1', '2', secret),
        run('Open+1', '3', { restriction_type: null, status: 'archived' }),
        program('Retired', { status: 'retired' }),
      ],
      { author },
    );
    expect(stored.documents.map(({ outcome }) => outcome)).to.not.include('refused');
    const marks = (): Promise<{ content_key: string; unlisted: number | null }[]> =>
      sql(service.stores, 'SELECT content_key, unlisted FROM content ORDER BY id');
    const before = await marks();
    expect(before.map(({ unlisted }) => unlisted)).to.deep.equal([null, 1, null, 1, null, null, 2, null, null]);
    await migration.down(knex);
    await migration.up(knex);
    expect(await marks()).to.deep.equal(before);
  });
});
