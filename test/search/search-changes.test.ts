import { expect } from 'chai';
import { course, listed } from '../support/documents.ts';
import { eventually } from '../support/service.ts';
import { Searcher } from './searcher.ts';

describe('search, while content changes', () => {
  let searcher: Searcher;

  before(async () => {
    searcher = await Searcher.open();
  });
  after(() => searcher.close());

  const keysOf = (q: string): Promise<string[]> => searcher.keys({ q });

  it('never shows what was removed', async () => {
    await searcher.api.post(
      '/api/v1/content-metadata/?refresh=true',
      listed(course('Find+Gone', { title: 'Vanishing tricks', level_type: 'Expert' })),
    );
    expect(await keysOf('vanishing tricks')).to.deep.equal(['Find+Gone']);
    await searcher.remove('Find+Gone');
    expect(await keysOf('vanishing tricks')).to.deep.equal([]);
    expect((await searcher.find({})).facets['level_type']).to.not.have.property('Expert');
    expect(await searcher.keys({ level_type: 'Expert' })).to.deep.equal([]);
  });

  it('shows a changed item at once', async () => {
    await searcher.api.post('/api/v1/content-metadata/?refresh=true', listed(course('Find+New', { title: 'Weaving' })));
    expect(await keysOf('weaving')).to.deep.equal(['Find+New']);
    await searcher.api.post(
      '/api/v1/content-metadata/?refresh=true',
      listed(course('Find+New', { title: 'Knitting' })),
    );
    expect(await keysOf('weaving')).to.deep.equal([]);
    expect(await keysOf('knitting')).to.deep.equal(['Find+New']);
  });

  it('shows a changed item by itself soon, though nobody asks for it', async () => {
    await searcher.api.post(
      '/api/v1/content-metadata/?refresh=true',
      listed(course('Find+Soon', { title: 'Pottery' })),
    );
    expect(await keysOf('pottery')).to.deep.equal(['Find+Soon']);
    const { status } = await searcher.api.post(
      '/api/v1/content-metadata/',
      listed(course('Find+Soon', { title: 'Glassblowing' })),
    );
    expect(status).to.equal(200);
    await eventually('the change is found', async () => (await keysOf('glassblowing')).includes('Find+Soon'));
    expect(await keysOf('pottery')).to.deep.equal([]);
  });

  it('finds text whose accents upstream wrote as characters of their own', async () => {
    await searcher.api.post(
      '/api/v1/content-metadata/?refresh=true',
      listed(course('Find+Nfd', { title: 'Cafe\u0301 culture' })),
    );
    for (const q of ['cafe', 'café', 'cafe\u0301']) {
      expect(await keysOf(q), q).to.deep.equal(['Find+Nfd']);
    }
  });
});
