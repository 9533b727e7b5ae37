import { expect } from 'chai';
import { plainText } from '../../src/replication/normalize/plain-text.ts';

const cases: [string, unknown, string][] = [
  ['plain text as it is', 'Tides, 2 < 3', 'Tides, 2 < 3'],
  ['tags removed', '<p>Learn <b>how</b></p>', 'Learn how'],
  [
    'block elements separate words',
    '<p>one</p><p>two</p><ul><li>three</li><li>four</li></ul>five<br>six<br/>seven',
    'one two three four five six seven',
  ],
  ['inline elements do not', 'Data<b>base</b>s', 'Databases'],
  [
    'entities resolved, once',
    'AT&amp;T &eacute;&#233;&#x1F30A; &amp;lt;b&amp;gt; R&D &unknown;',
    'AT&T éé🌊 &lt;b&gt; R&D &unknown;',
  ],
  ['resolved brackets are text', '&lt;p&gt;', '<p>'],
  ['blanks run together', ' a\n\t b&nbsp; c ', 'a b c'],
  [
    'scripts, styles and comments are not read',
    '<style>p{}</style>a<script>var b = "<p>c</p>";</script>d<!-- e -->f',
    'adf',
  ],
  ['attributes are not read', '<img alt="x" src="y">a <a href="https://example.test/?a=1&b=2">link</a>', 'a link'],
  ['unclosed and stray tags', '<p>one<p>two</div> three <b', 'one two three'],
  ['half a character', 'a\ud800b', 'a\ufffdb'],
  ['null', null, ''],
  ['a number', 5, ''],
  ['nothing but tags', '<p> </p>', ''],
];

describe('plain text', () => {
  for (const [name, value, expected] of cases) {
    it(name, () => {
      expect(plainText(value)).to.equal(expected);
    });
  }

  it('takes 200,000 nested elements', () => {
    expect(plainText(`${'<div>'.repeat(200_000)}deep`)).to.equal('deep');
  });
});
