import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { md5, sha256 } from '../../src/kernel/hash.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { pythonJsonDumps } from '../../src/kernel/python-json.ts';

/** Written by CPython 3.11: `json.dumps(json.loads(text), sort_keys=True)`, and the md5 of that. */
const cases = JSON.parse(readFileSync(new URL('cases/python-json.json', import.meta.url), 'utf8')) as {
  text: string;
  python: string;
  md5: string;
}[];

describe('JSON as Python writes it', () => {
  for (const { text, python, md5: digest } of cases) {
    it(text.slice(0, 60), () => {
      const written = pythonJsonDumps(text, parseJson(text));
      expect(written).to.equal(python);
      expect(md5(written)).to.equal(digest);
    });
  }

  it('writes the part of a text that a node stands for', () => {
    const text = '[7, {"b": 2.50, "a": "é"}]';
    const node = parseJson(text);
    expect(node.type === 'array' && node.entries[1] && pythonJsonDumps(text, node.entries[1])).to.equal(
      '{"a": "\\u00e9", "b": 2.5}',
    );
  });

  it('digests are those of UTF-8', () => {
    expect(md5('é')).to.equal('66ddcd97cfdeabb2f6fb8a999b4bc76f');
    expect(sha256('')).to.equal('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});
