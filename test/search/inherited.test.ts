import { expect } from 'chai';
import type { FilterScope } from '../../src/inclusion/port.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { course, program, uuidOf } from '../support/documents.ts';
import { sql } from '../support/service.ts';
import { operator } from '../support/writers.ts';
import { Asker } from './asker.ts';

const customer = uuidOf('customer');
const ours = (level: string, key: string): object => course(key, { level_type: level, title: `Course ${key}` });
const bundle = (name: string, ...keys: string[]): object =>
  program(name, { courses: keys.map((key) => ({ key })), title: `Bundle ${name}` });
const pathway = {
  content_type: 'learnerpathway',
  uuid: uuidOf('pathway'),
  title: 'Bundle of bundles',
  steps: [{ courses: [{ key: 'Part+3' }], programs: [] }],
};

/** What is in a catalog through its parts is found in it, by words and facets as everything else. */
describe('search in a catalog, of what is inherited and held', function () {
  this.timeout(60_000);
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([
      ours('in', 'Part+1'),
      ours('out', 'Part+2'),
      ours('in', 'Part+3'),
      bundle('narrow', 'Part+1', 'Part+2'),
      bundle('wide', 'Part+3'),
      pathway,
    ]);
    await create('ours', { content_type: 'course', level_type: 'in' });
    await create('without pathways', {
      content_type: ['course', 'program'],
      level_type: 'in',
      include_learner_pathways: false,
    });
    await create('another’s', { content_type: 'course', level_type: 'elsewhere' }, uuidOf('another customer'));
  });
  after(() => asker.stop());

  async function create(title: string, filter: object, enterpriseUuid = customer): Promise<void> {
    const text = JSON.stringify(filter);
    await asker.service.inclusion.createCatalog(
      {
        uuid: uuidOf(title),
        title,
        enterpriseUuid,
        enterpriseName: null,
        query: { filter: { text, node: parseJson(text) } },
      },
      operator,
    );
  }
  const found = async (text = '', scope: FilterScope = { catalogUuids: [uuidOf('ours')] }): Promise<string[]> =>
    (await asker.keys(text, { scope })).sort();
  const sorted = (...keys: string[]): string[] => keys.sort();

  it('finds a program at once when its last course enters, and no longer when one leaves', async () => {
    const before = sorted('Part+1', 'Part+3', uuidOf('wide'));
    expect(await found('bundle')).to.deep.equal(sorted(uuidOf('wide'), pathway.uuid));
    await asker.store([ours('in', 'Part+2')]);
    expect(await found('bundle narrow')).to.deep.equal([uuidOf('narrow')]);
    expect(await found()).to.include.members([...before, 'Part+2', uuidOf('narrow')]);
    await asker.store([ours('out', 'Part+1')]);
    expect(await found('bundle narrow')).to.deep.equal([]);
    await asker.store([ours('in', 'Part+1'), ours('out', 'Part+2')]);
    expect(await found('bundle narrow')).to.deep.equal([]);
  });

  it('finds no pathway where the filter keeps them out', async () => {
    expect(await found('bundle', { catalogUuids: [uuidOf('without pathways')] })).to.deep.equal([uuidOf('wide')]);
  });

  it('counts it in facets, finds it in all catalogs of the customer, and in nobody else’s', async () => {
    const { facets } = await asker.ask('', { scope: { catalogUuids: [uuidOf('ours')] } });
    expect(facets['content_type']).to.deep.equal({ course: 2, program: 1, learnerpathway: 1 });
    expect(await found('bundle wide', { enterpriseUuids: [customer] })).to.deep.equal([uuidOf('wide')]);
    expect(await found('', { catalogUuids: [uuidOf('another’s')] })).to.deep.equal([]);
    expect(await found('', { enterpriseUuids: [uuidOf('another customer')] })).to.deep.equal([]);
  });

  it('finds what is held back from removal, until that is confirmed', async () => {
    const { stores, inclusion } = asker.service;
    const hold = () =>
      sql(
        stores,
        `INSERT INTO membership_held (query_id, content_id, cause, since)
         SELECT q.query_id, c.id, 'item', UTC_TIMESTAMP(3) FROM enterprise_catalog q JOIN content c ON c.content_key = 'Part+2'
         WHERE q.uuid = ?`,
        [uuidOf('ours')],
      );
    await hold();
    await sql(
      stores,
      `INSERT INTO membership (query_id, content_id, since) SELECT query_id, content_id, since FROM membership_held`,
    );
    expect(await found('course part')).to.deep.equal(sorted('Part+1', 'Part+2', 'Part+3'));
    const { queries } = await inclusion.listHeld({ customers: 'every', offset: 0, limit: 1 });
    const [held] = queries;
    await inclusion.resolveHeld(held?.uuid ?? '', 'drop', operator);
    expect(await found('course part'), 'still a member').to.deep.equal(sorted('Part+1', 'Part+2', 'Part+3'));
    await hold();
    await inclusion.resolveHeld(held?.uuid ?? '', 'confirm', operator);
    expect(await found('course part')).to.deep.equal(sorted('Part+1', 'Part+3'));
  });
});
