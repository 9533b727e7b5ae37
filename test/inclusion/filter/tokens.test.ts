import { expect } from 'chai';
import { countTokensAtMost, hasToken } from '../../../src/inclusion/filter/tokens.ts';
import { stem } from '../../oracle/stem.ts';
import { wordsOf } from '../../oracle/words.ts';

interface Token {
  token: string;
  start_offset: number;
}

/** What the engine makes of a text. */
async function analyze(text: string, analysis: object): Promise<Token[]> {
  const answer = await fetch(`${process.env['OPENSEARCH_URL'] ?? ''}/_analyze`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...analysis, text }),
  });
  expect(answer.status).to.equal(200);
  return ((await answer.json()) as { tokens: Token[] }).tokens;
}

const words = { tokenizer: 'standard', filter: ['lowercase'] };

describe('words as the engine finds them', function () {
  this.timeout(60_000);

  it('a character that is a word by itself, for every one there is', async () => {
    const stretches = [
      [0, 0xd800],
      [0xe000, 0x30000],
      [0xe0000, 0xe0200],
    ] as const;
    const characters = stretches.flatMap(([first, end]) =>
      Array.from({ length: end - first }, (_, index) => String.fromCodePoint(first + index)),
    );
    const differing: string[] = [];
    for (let start = 0; start < characters.length; start += 4_000) {
      const some = characters.slice(start, start + 4_000);
      const offsets = new Set((await analyze(some.join('\n\n'), words)).map(({ start_offset }) => start_offset));
      let offset = 0;
      for (const character of some) {
        if (offsets.has(offset) !== hasToken(character)) {
          differing.push(character.codePointAt(0)?.toString(16) ?? '');
        }
        offset += character.length + 2;
      }
    }
    expect(differing).to.deep.equal([]);
  });

  const texts = [
    'C++',
    '_',
    '__ - . , !',
    '+-*/ &',
    '🇩🇪',
    '#️⃣ *️⃣',
    '🇩',
    '½ ² ©',
    'it’s U.S.A. 3.5 1,000 a_b x:y',
    '東京 カタカナ ひらがな 한국어 ภาษาไทย',
    'e\u0301 \u0301',
    '😀👩‍💻',
    'x'.repeat(600),
    '\u200b\ufeff',
  ];
  for (const text of texts) {
    it(`${JSON.stringify(text).slice(0, 60)}: whether there is one, and not fewer than are counted`, async () => {
      const tokens = await analyze(text, words);
      expect(hasToken(text)).to.equal(tokens.length > 0);
      expect(countTokensAtMost(text)).to.be.at.least(tokens.length);
    });
  }

  it('the oracle’s own words and stems are the engine’s', async () => {
    const text = [
      `Introduction to relational databases: querying, queries and the query's U.S.A. history; 3.5 or 1,000 hours`,
      `caresses ponies ties caress cats feed agreed plastered motoring sing conflated troubled sized hopping tanned falling`,
      `hissing fizzed failing filing happy sky relational conditional rational valenci hesitanci digitizer conformabli radically`,
      `differentli vileli analogousli vietnamization predication operator feudalism decisiveness hopefulness callousness formaliti`,
      `sensitiviti sensibiliti triplicate formative formalize electriciti electrical hopeful goodness revival allowance inference`,
      `airliner gyroscopic adjustable defensible irritant replacement adjustment dependent adoption homologou communism activate`,
      `angulariti homologous effective bowdlerize probate rate cease controll roll archaeology biology yes toys syzygy`,
      `İstanbul ΟΔΟΣ Straße naïve café 東京 snake_case R2D2 C++ 😀 can't`,
    ].join(' ');
    expect(wordsOf(text)).to.deep.equal((await analyze(text, words)).map(({ token }) => token));
    const stems = await analyze(text, { tokenizer: 'standard', filter: ['lowercase', 'porter_stem'] });
    expect(wordsOf(text).map(stem)).to.deep.equal(stems.map(({ token }) => token));
  });
});
