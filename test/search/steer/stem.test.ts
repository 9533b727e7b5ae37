import { expect } from 'chai';
import { stemOf } from '../../../src/search/steer/stem.ts';
import { stem } from '../../oracle/stem.ts';
import { makeService, type TestService } from '../../support/service.ts';

/** One of each ending, and each in several lengths, so that every condition of the algorithm holds and fails. */
const beginnings =
  'a be tie by toy yes hop hopp fall agree feed plaster sky happy relat condit ration vietnam form electr adopt trip contro prob cease roll bowdl analog dat'.split(
    ' ',
  );
const endings =
  's es ies sses ed eed ing y ly al ance ence er ic able ible ant ement ment ent ion tion sion ou ism ate iti ity ous ive ize ational tional enci anci izer bli abli alli entli eli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti logi icate ative alize iciti ical ful ness e le ll'.split(
    ' ',
  );
const english = beginnings.flatMap((beginning) => [beginning, ...endings.map((ending) => beginning + ending)]);
const spanish =
  'programación programaciones programas programa luces luz intereses interés lápices lápiz años año mares mar leyes ley el los ordenadores ordenador análisis bueno buena buenos células Niños'.split(
    ' ',
  );

describe('stems', function () {
  this.timeout(60_000);
  let service: TestService;

  before(async () => {
    service = await makeService();
  });
  after(() => service.stop());

  /** As the index's own analyzer makes them: one word a position. */
  const engineStems = async (analyzer: string, words: readonly string[]): Promise<string[]> => {
    const { opensearchUrl, indexPrefix } = service.stores.config;
    const answer = await fetch(`${opensearchUrl}/${indexPrefix}content/_analyze`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ analyzer, text: words.join(' ') }),
    });
    const { tokens } = (await answer.json()) as { tokens: { token: string }[] };
    return tokens.map(({ token }) => token);
  };

  it('of English words are the engine’s, and those of the tests’ own reading of the algorithm', async () => {
    const ours = english.map((word) => stemOf(word, 'en'));
    expect(ours).to.deep.equal(await engineStems('stems', english));
    expect(ours).to.deep.equal(english.map(stem));
    expect(stemOf('Naïvetés', 'en')).to.equal(stem('naivetes'));
    expect(stemOf('constructor', 'en'), 'a name that objects have').to.equal('constructor');
  });

  it('of Spanish words are the engine’s', async () => {
    expect(spanish.map((word) => stemOf(word, 'es'))).to.deep.equal(await engineStems('spanish', spanish));
  });
});
