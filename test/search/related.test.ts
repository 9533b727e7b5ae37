import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import type { RelatedRequest } from '../../src/search/port.ts';
import { course, listed, uuidOf } from '../support/documents.ts';
import { operator } from '../support/writers.ts';
import { Asker } from './asker.ts';

const about = (key: string, members: Record<string, unknown>): object => listed(course(key, members));
const acme = uuidOf('Acme');

describe('related items', () => {
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([
      about('Rel+1', { title: 'Sailing at night', skill_names: ['Navigation', 'Stars'], subjects: ['Sport'] }),
      about('Rel+2', { title: 'Finding stars', skill_names: ['Navigation', 'Stars'], subjects: ['Sport'] }),
      about('Rel+3', { title: 'Maps', skill_names: ['Navigation'], subjects: ['Geography'] }),
      about('Rel+4', { title: 'Nights of old', subjects: ['History'] }),
      about('Rel+5', { title: 'Baking', subjects: ['Food'] }),
      about('Rel+7', { title: 'X' }),
      course('Rel+6', { title: 'Sailing at night, hidden', skill_names: ['Navigation', 'Stars'], subjects: ['Sport'] }),
    ]);
    const text = JSON.stringify({ key: ['Rel+1', 'Rel+3'] });
    await asker.service.inclusion.createCatalog(
      { title: 'Acme', enterpriseUuid: acme, enterpriseName: null, query: { filter: { text, node: parseJson(text) } } },
      operator,
    );
  });
  after(() => asker.stop());

  const related = async (request: Partial<RelatedRequest> = {}): Promise<string[]> =>
    (await asker.service.search.related({ contentKey: 'Rel+1', limit: 10, ...request })).map(
      ({ content_key: key }) => key,
    );

  it('have something in common with the item, the most alike first, and are not itself', async () => {
    expect(await related()).to.deep.equal(['Rel+2', 'Rel+3', 'Rel+4']);
    expect(await related({ limit: 1 })).to.deep.equal(['Rel+2']);
    expect(await related({ contentKey: 'Rel+5' })).to.deep.equal([]);
    expect(await related({ contentKey: 'Rel+7' }), 'nothing is said of it').to.deep.equal([]);
  });

  it('are those that may be found, of one that may be found', async () => {
    const scope = { enterpriseUuids: [acme] };
    expect(await related({ scope })).to.deep.equal(['Rel+3']);
    expect(await related({ show: 'everything' })).to.include('Rel+6');
    for (const request of [
      { contentKey: 'Rel+2', scope },
      { contentKey: 'Rel+6' },
      { contentKey: 'No+Such' },
      { scope: { enterpriseUuids: [uuidOf('nobody')] } },
    ]) {
      expect(await related(request), JSON.stringify(request)).to.deep.equal([]);
    }
  });
});
