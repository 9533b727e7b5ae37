import { expect } from 'chai';
import { describeRequest, operationOf } from '../../src/platform/opensearch/describe-request.ts';

const address = { 'server.address': 'search.example.test', 'server.port': 9200 };

describe('the operation of a request to OpenSearch', () => {
  const known: [method: string, path: string, operation: string][] = [
    ['POST', '/blue-content/_search', 'search'],
    ['POST', '/_search', 'search'],
    ['POST', '/content/_msearch', 'search'],
    ['POST', '/content/_search/point_in_time', 'point_in_time'],
    ['DELETE', '/_search/point_in_time', 'point_in_time'],
    ['POST', '/content/_bulk', 'bulk'],
    ['POST', '/content/_refresh', 'refresh'],
    ['GET', '/content/_mapping', 'mapping'],
    ['PUT', '/content/_mapping', 'mapping'],
    ['GET', '/_cluster/health/content,catalog-queries', 'health'],
    ['GET', '/_cluster/health', 'health'],
    ['HEAD', '/content-v1', 'exists'],
    ['PUT', '/content-v1', 'create_index'],
    ['DELETE', '/content-v1', 'delete_index'],
    ['GET', '/content/_doc/4711', 'document'],
    ['POST', '/_aliases', 'other'],
    ['GET', '/', 'other'],
    ['POST', '/content', 'other'],
  ];
  for (const [method, path, operation] of known) {
    it(`${method} ${path} is ${operation}`, () => {
      expect(operationOf({ method, path })).to.equal(operation);
    });
  }
});

describe('the span of a request to OpenSearch', () => {
  it('says what is asked of which index, and where', () => {
    const asked = { method: 'POST', path: '/blue-content/_search', body: { query: 'sailing' } };
    expect(describeRequest(asked, 'search', address)).to.deep.equal({
      name: 'search blue-content',
      kind: 'client',
      attributes: {
        ...address,
        'db.system.name': 'opensearch',
        'db.operation.name': 'search',
        'db.collection.name': 'blue-content',
        'http.request.method': 'POST',
      },
    });
  });

  it('leaves the index out where there is none', () => {
    const { name, attributes } = describeRequest({ method: 'POST', path: '/_search' }, 'search', address);
    expect([name, attributes['db.collection.name']]).to.deep.equal(['search', undefined]);
  });

  it('does not say which document', () => {
    const described = describeRequest({ method: 'GET', path: '/content/_doc/DemoX+101' }, 'document', address);
    expect(JSON.stringify(described)).to.not.include('DemoX');
  });
});
