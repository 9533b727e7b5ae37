import { expect } from 'chai';
import { loadConfig, redacted } from '../../src/config.ts';

const addresses = {
  OPENSEARCH_URL: 'http://127.0.0.1:9200',
  DATABASE_URL: 'mysql://percolog:secret@127.0.0.1:3306/percolog',
  REDIS_URL: 'redis://127.0.0.1:6379',
};
const embedding = {
  EMBEDDING_URL: 'http://127.0.0.1:8000/v1/embeddings',
  EMBEDDING_MODEL: 'small',
  EMBEDDING_DIMENSION: '384',
  EMBEDDING_KEY: 'hush-hush',
};

describe('settings of an embedding provider', () => {
  it('are needed where it is asked, and only there', () => {
    expect(() => loadConfig({ ...addresses, HYBRID: 'http', EMBEDDING_MODEL: 'small' })).to.throw(
      'EMBEDDING_URL is missing: HYBRID is http\n  - EMBEDDING_DIMENSION is missing: HYBRID is http',
    );
    loadConfig({ ...addresses, HYBRID: 'lsa' });
    expect(loadConfig({ ...addresses, ...embedding, HYBRID: 'http' })).to.include({
      hybrid: 'http',
      embeddingUrl: embedding.EMBEDDING_URL,
      embeddingDimension: 384,
      embeddingKey: 'hush-hush',
    });
  });

  it('never print the key', () => {
    expect(JSON.stringify(redacted(loadConfig({ ...addresses, ...embedding })))).to.not.match(/hush/);
    const inAddress = { ...addresses, ...embedding, EMBEDDING_URL: 'https://host.example.test/v1?version=1&key=hush' };
    expect(loadConfig(inAddress).embeddingUrl).to.equal(inAddress.EMBEDDING_URL);
    expect(JSON.stringify(redacted(loadConfig(inAddress))))
      .to.include('host.example.test/v1')
      .and.not.match(/hush/);
    expect(() => loadConfig({ ...addresses, EMBEDDING_KEY: 'hush hush' }))
      .to.throw('EMBEDDING_KEY')
      .with.property('message')
      .not.match(/hush/);
  });

  for (const wrong of [
    { EMBEDDING_DIMENSION: '16001' },
    { EMBEDDING_DIMENSION: '0' },
    { EMBEDDING_LEAST: '1.5' },
    { EMBEDDING_URL: 'http://user:secret@host/v1' },
    { EMBEDDING_URL: 'host:8000' },
  ]) {
    it(`cannot be ${JSON.stringify(wrong)}`, () => {
      expect(() => loadConfig({ ...addresses, ...wrong })).to.throw(Object.keys(wrong)[0] ?? '');
    });
  }
});
