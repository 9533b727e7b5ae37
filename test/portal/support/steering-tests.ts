import { expect } from 'chai';
import type { NewPin } from '../../../src/search/port.ts';
import { author } from '../../support/writers.ts';
import { anna, bruno, type PortalWorld } from './world.ts';

/** What operators say about searches, as portals see it, on the service of the test that calls it. */
export function testSteering(world: () => PortalWorld): void {
  describe('what operators say about searches', () => {
    let annas: string;
    let brunos: string;

    before(async () => {
      annas = await world().keyOf(anna);
      brunos = await world().keyOf(bruno);
      const { steering } = world().service;
      const put = (name: string, rule: Partial<NewPin>): Promise<unknown> =>
        steering.putPin(
          author,
          { name, customer: null, matches: 'exact', text: 'python', pinned: [], hidden: [], ...rule },
          { apply: true },
        );
      await put('annas', { customer: anna, pinned: ['Find+4', 'Find+5', 'Find+2'] });
      await put('landing', { text: '', pinned: ['Find+3', 'Find+2'] });
      await put('data', { text: 'data', hidden: ['Find+1'] });
      const rules = [{ locale: 'en', name: 'snake', rule: 'snake => python' }] as const;
      await steering.putSynonyms(author, rules, { apply: true });
    });
    after(async () => {
      const { steering } = world().service;
      for (const { name } of (await steering.listPins()).pins) {
        await steering.deletePin(author, name);
      }
      await steering.deleteSynonym(author, { locale: 'en', name: 'snake' });
    });

    const ordered = async (key: string, members: Record<string, unknown>): Promise<string[]> =>
      (await world().search(key, members)).hits.map((hit) => hit.key);

    it('pins what the customer has, in the order of the rule, and nothing else', async () => {
      expect(await ordered(annas, { query: 'Python' })).to.deep.equal(['Find+4', 'Find+2', 'Find+1']);
      expect(await ordered(brunos, { query: 'Python' }), 'another customer').to.deep.equal(['Find+1', 'Find+3']);
      expect((await ordered(annas, {}))[0]).to.equal('Find+2');
      expect((await ordered(brunos, {}))[0]).to.equal('Find+3');
      const filtered = await world().search(annas, {
        query: 'python',
        facetFilters: [['level_type:-Intermediate']],
        facets: ['level_type'],
      });
      expect(filtered.hits.map(({ key }) => key)).to.deep.equal(['Find+2', 'Find+1']);
      expect([filtered.nbHits, filtered.facets]).to.deep.equal([2, { level_type: { Advanced: 1, Introductory: 1 } }]);
      const pages = await Promise.all(
        [0, 1, 2, 3].map((page) => ordered(annas, { query: 'python', hitsPerPage: 1, page })),
      );
      expect(pages.flat()).to.deep.equal(['Find+4', 'Find+2', 'Find+1']);
      expect(await ordered(annas, { query: 'python', enableRules: false })).to.deep.equal(['Find+1', 'Find+2']);
    });

    it('hides in results, counts, facets and their values, whatever the request says of rules', async () => {
      for (const members of [{ query: 'data' }, { query: 'Data', enableRules: false }]) {
        const { hits, nbHits, facets } = await world().search(annas, { ...members, facets: ['skill_names'] });
        expect(hits.map(({ key }) => key)).to.deep.equal(['Find+2']);
        expect([nbHits, facets]).to.deep.equal([1, { skill_names: { SQL: 1 } }]);
        const { body } = await world().ask(annas, 'enterprise_catalog/facets/skill_names/query', {
          ...members,
          facetQuery: '',
        });
        expect(body.facetHits?.map(({ value }) => value)).to.deep.equal(['SQL']);
      }
    });

    it('has synonyms, unless the request does without', async () => {
      expect(await ordered(annas, { query: 'snake ' })).to.deep.equal(['Find+1', 'Find+2']);
      const without = await world().search(annas, { query: 'snake ', synonyms: false, typoTolerance: false });
      expect(without).to.include({ nbHits: 0 }).and.to.not.have.property('unsupported');
      const { body } = await world().ask(annas, '*/queries', {
        requests: [true, false].map((synonyms) => ({
          indexName: 'i',
          query: 'snake ',
          synonyms,
          typoTolerance: false,
        })),
      });
      expect(
        body.results?.map(({ nbHits }) => nbHits),
        'two searches, not one',
      ).to.deep.equal([2, 0]);
    });
  });
}
