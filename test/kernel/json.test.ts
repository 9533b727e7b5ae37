import { expect } from 'chai';
import fc from 'fast-check';
import { BadRequestError } from '../../src/kernel/errors.ts';
import { entriesOf, member, membersOf, parseJson, pointerTo, sourceOf, toValue } from '../../src/kernel/json.ts';

function faultOf(text: string): string {
  try {
    parseJson(text);
  } catch (error) {
    expect(error).to.be.instanceOf(BadRequestError);
    return (error as BadRequestError).message;
  }
  return 'none';
}

describe('JSON with its places', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(toValue(parseJson(text))).to.deep.equal(JSON.parse(text));
      }),
    );
  });

  it('accepts exactly what JSON.parse accepts', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"\\u00e9"',
      '"\\x"',
      '"\n"',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
    ];
    const others = ['nul', 'NaN', ' ', '\n', '\u00a0', '\ufeff', '//', '/*', '*/', "'", '"'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces, ...others), { maxLength: 7 }), (parts) => {
        const text = parts.join('');
        let accepted = true;
        try {
          JSON.parse(text);
        } catch {
          accepted = false;
        }
        expect(faultOf(text) === 'none', text).to.equal(accepted);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the text of every node', () => {
    const text = '{"a": [1.0, -0, 1E2 ], "b" : { "c":null } , "d":"x\\u00e9"}';
    const node = parseJson(text);
    const [list, object, string] = ['a', 'b', 'd'].map((name) => member(node, name));
    expect(list && entriesOf(list).map((entry) => sourceOf(text, entry))).to.deep.equal(['1.0', '-0', '1E2']);
    expect(list && sourceOf(text, list)).to.equal('[1.0, -0, 1E2 ]');
    expect(object && sourceOf(text, object)).to.equal('{ "c":null }');
    expect(string && sourceOf(text, string)).to.equal('"x\\u00e9"');
    expect(sourceOf(text, node)).to.equal(text);
  });

  it('keeps members of the same name; the last is the value', () => {
    const node = parseJson('{"a": 1, "b": 2, "a": 3}');
    expect(membersOf(node).map(({ name }) => name)).to.deep.equal(['a', 'b', 'a']);
    expect(member(node, 'a')).to.include({ type: 'number', value: 3 });
    expect(member(node, 'c')).to.equal(undefined);
    expect(toValue(node)).to.deep.equal({ a: 3, b: 2 });
  });

  it('has no members and entries but those of objects and lists', () => {
    expect(membersOf(parseJson('[1]'))).to.deep.equal([]);
    expect(entriesOf(parseJson('{"a": 1}'))).to.deep.equal([]);
    expect(member(parseJson('"a"'), 'length')).to.equal(undefined);
  });

  it('makes plain values, whatever the names', () => {
    const value = toValue(parseJson('{"__proto__": {"polluted": true}, "constructor": 1}')) as Record<string, unknown>;
    expect(Object.keys(value)).to.deep.equal(['__proto__', 'constructor']);
    expect(value['polluted']).to.equal(undefined);
  });

  const broken: [string, string][] = [
    ['', 'line 1, column 1'],
    ['{', 'line 1, column 2'],
    ['[1,]', 'line 1, column 4'],
    ['{"a": 1,}', 'line 1, column 9'],
    ['{\n  "a" 1\n}', 'line 2, column 7'],
    ['[1,\r\n2\r\n3]', 'line 3, column 1'],
    ['[1] 2', 'line 1, column 5'],
    ['// why\n1', 'line 1, column 1'],
    ['\ufeff1', 'line 1, column 1'],
    ['"a', 'line 1, column 1'],
    ['[1e400]', 'a number is too large at line 1, column 2'],
    [`[-${'9'.repeat(400)}]`, 'a number is too large at line 1, column 2'],
  ];
  for (const [text, place] of broken) {
    it(`says where ${JSON.stringify(text.slice(0, 20))} is broken`, () => {
      expect(faultOf(text)).to.match(new RegExp(`${place}$`));
    });
  }

  it('reads a hundred levels and refuses more, without running out of stack', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(faultOf(nested(100))).to.equal('none');
    expect(faultOf(nested(101))).to.match(/deeper than 100 levels at line 1, column 101$/);
    expect(faultOf('{"a":'.repeat(500_000))).to.match(/deeper than 100 levels/);
  });

  it('stops at the first fault of a text that is all faults', () => {
    const started = performance.now();
    expect(faultOf(`[${','.repeat(4_000_000)}]`)).to.match(/line 1, column 2$/);
    expect(performance.now() - started).to.be.below(500);
  });

  it('writes JSON Pointers', () => {
    expect(pointerTo('/content_filter', 'a/b~c')).to.equal('/content_filter/a~1b~0c');
    expect(pointerTo('', 3)).to.equal('/3');
  });
});
