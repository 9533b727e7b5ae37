import { expect } from 'chai';
import { authorizationOf } from '../../scripts/stack/authorization-of.ts';

describe("the credentials in an engine's address", () => {
  it('are said as they are, not as the address writes them', () => {
    const said = authorizationOf(new URL('https://ops%40example.org:p%C3%A4ss%3Aword@127.0.0.1:9200'));
    expect(said).to.equal(`Basic ${Buffer.from('ops@example.org:päss:word').toString('base64')}`);
  });

  it('are not said where there are none', () => {
    expect(authorizationOf(new URL('http://127.0.0.1:9200'))).to.equal(undefined);
  });
});
