import { expect } from 'chai';
import { typedOf } from '../../scripts/bench/search/learner.ts';
import { Recorder } from '../../scripts/bench/search/recorder.ts';

describe('bench: searches', () => {
  it('types a title letter by letter, from the third on', () => {
    expect(typedOf('Énergie X')).to.deep.equal(['éne', 'énerg', 'énergie', 'énergie x']);
    expect(typedOf('Go')).to.deep.equal([]);
    expect(typedOf('A title that is rather long to be typed').at(-1)).to.have.length.at.most(24);
  });

  it('passes on what it stands before, and notes searches alone', async () => {
    const engine = process.env['OPENSEARCH_URL'] ?? '';
    await Recorder.with(engine, async (recorder) => {
      const ask = async (path: string, body?: string): Promise<[number, unknown]> => {
        const answer = await fetch(new URL(path, recorder.url), {
          ...(body === undefined ? {} : { method: 'POST', body }),
          headers: { 'content-type': 'application/json' },
        });
        return [answer.status, await answer.json()];
      };
      const [status, root] = await ask('/');
      expect(status).to.equal(200);
      expect(root).to.deep.equal(await (await fetch(engine)).json());
      expect(recorder.take()).to.deep.equal([]);
      const [, found] = await ask('/_all/_search?size=0', '{"query":{"match_none":{}}}');
      expect(found).to.have.nested.property('hits.total.value', 0);
      expect((await ask('/no-such-index/_search', '{}'))[0]).to.equal(404);
      expect(recorder.take()).to.deep.equal([
        { path: '/_all/_search?size=0', body: '{"query":{"match_none":{}}}' },
        { path: '/no-such-index/_search', body: '{}' },
      ]);
      expect(recorder.take()).to.deep.equal([]);
    });
  });
});
