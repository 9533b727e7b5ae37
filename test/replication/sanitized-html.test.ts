import { expect } from 'chai';
import fc from 'fast-check';
import sanitizeHtml from 'sanitize-html';
import { isSimpleMarkup } from '../../src/replication/normalize/simple-markup.ts';
import { allowed, sanitizedHtml } from '../../src/replication/normalize/sanitized-html.ts';

describe('sanitized HTML', () => {
  const cases: [name: string, given: unknown, expected: string][] = [
    ['keeps structure', '<p>One <b>two</b></p><ul><li>3</li></ul>', '<p>One <b>two</b></p><ul><li>3</li></ul>'],
    ['leaves plain text alone', ' Tides  and waves ', 'Tides  and waves'],
    ['writes what is no tag as text', '1 < 2 & 3 > 2', '1 &lt; 2 &amp; 3 &gt; 2'],
    ['resolves entities', '<p>&eacute;&nbsp;&lt;b&gt;</p>', '<p>é\u00a0&lt;b&gt;</p>'],
    ['takes scripts and styles with what is in them', 'a<script>alert(1)</script><style>p{}</style>b', 'ab'],
    ['takes tags that it does not know, and keeps their text', '<blink>a</blink><form><p>b</p></form>', 'a<p>b</p>'],
    [
      'takes what runs, is fetched or overlays',
      '<p onclick="x()" style="position:fixed" class="c" id="i">a</p>',
      '<p>a</p>',
    ],
    [
      'takes pictures and frames',
      'a<img src="https://example.test/x.png" onerror="x()"><iframe src="//x"></iframe>',
      'a',
    ],
    [
      'keeps links to the web',
      '<a href="https://example.test/?a=1&amp;b=2">x</a>',
      '<a href="https://example.test/?a=1&amp;b=2">x</a>',
    ],
    ['takes links that run', '<a href=" java\nscript:alert(1)">x</a>', '<a>x</a>'],
    ['takes links that borrow the page’s scheme', '<a href="//example.test">x</a>', '<a>x</a>'],
    ['closes what is open', '<ul><li>a', '<ul><li>a</li></ul>'],
    ['gives nothing for what is no text', { html: '<p>x</p>' }, ''],
  ];
  for (const [name, given, expected] of cases) {
    it(name, () => {
      expect(sanitizedHtml(given)).to.equal(expected);
    });
  }

  it('parts what stands in one another once the element between is left out', () => {
    expect(sanitizedHtml('<a><svg><a>x')).to.equal('<a></a><a>x</a>');
    expect(sanitizedHtml('<p>a<font><p>b')).to.equal('<p>a</p><p>b</p><p></p>');
  });

  it('is the same when it is sanitized again', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<p>',
        '</p>',
        '<b',
        '>',
        '<',
        '&',
        '&lt;',
        '&amp;lt;',
        '<a href="javascript:x">',
        '<!--',
        '-->',
        '<svg/onload=x>',
        '<svg>',
        '<font>',
        '<p>',
        '<li>',
        '</a>',
        '"',
        "'",
      ),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = sanitizedHtml(pieces.join(''));
        expect(sanitizedHtml(once)).to.equal(once);
        expect(once).to.not.match(/<(?:svg|script)|javascript:x"/i);
      }),
      { numRuns: 2_000 },
    );
  });

  it('passes by the sanitizer only what that gives back as it is', () => {
    const tags = 'p ul ol li b strong i em u h2 h3 h6 h1 a br table td div'.split(' ');
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...tags.flatMap((tag) => [`<${tag}>`, `</${tag}>`])) },
      fc.constantFrom(
        '<P>',
        '<p >',
        '</p',
        '<p',
        '&amp;',
        '&lt;',
        '&nbsp;',
        '&amp',
        '<',
        '>',
        '&',
        '"',
        ' ',
        'é\u00a0',
        '\0',
        '\r\n',
      ),
      fc.constantFrom(
        '<p>a <b>b</b></p>',
        '<ul><li>a</li> <li><em>b</em></li></ul>',
        '<h2>x</h2>',
        '<b><i><b>x</b></i></b>',
      ),
    );
    let passed = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const html = pieces.join('');
        if (isSimpleMarkup(html)) {
          passed += 1;
          expect(sanitizeHtml(html, allowed)).to.equal(html);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(passed).to.be.greaterThan(200);
  });

  it('takes no longer for tags nested a hundred thousand deep', () => {
    const start = performance.now();
    expect(sanitizedHtml(`${'<b>'.repeat(100_000)}deep & far`)).to.equal('deep &amp; far');
    expect(performance.now() - start).to.be.lessThan(2_000);
  });
});
