import { expect } from 'chai';
import { importVia } from '../../scripts/import/import-via.ts';

describe('with what items of a file came', () => {
  it('is the run and the file', () => {
    expect(importVia(17, '/data/2026/content.jsonl')).to.equal('import/17/content.jsonl');
  });

  it('is 60 characters of ASCII at the most, whatever the file is called', () => {
    for (const [file, name] of [
      ['Überblick 2026.jsonl', '_berblick_2026.jsonl'],
      ['a/b\u{1F600}.jsonl', 'b_.jsonl'],
      [`${'x'.repeat(200)}-end.jsonl`, `${'x'.repeat(30)}-end.jsonl`],
    ] as const) {
      const via = importVia(4_294_967_295, file);
      expect(via).to.equal(`import/4294967295/${name}`);
      expect(via).to.match(/^[\x21-\x7e]{1,60}$/);
    }
  });
});
