import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { readLines } from '../../scripts/import/read-lines.ts';

describe('the lines of a file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'percolog-lines-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function linesOf(content: string | Buffer, longest = 100): Promise<string[]> {
    const file = path.join(folder, 'lines');
    writeFileSync(file, content);
    const lines: string[] = [];
    let bytes = 0;
    for await (const line of readLines(file, longest, (more) => (bytes += more))) {
      lines.push('text' in line ? line.text : `(${line.reason})`);
    }
    expect(bytes).to.equal(Buffer.byteLength(content));
    return lines;
  }

  it('end with a line feed, with or without a carriage return, or with the file', async () => {
    expect(await linesOf('')).to.deep.equal([]);
    expect(await linesOf('\n')).to.deep.equal(['']);
    expect(await linesOf('a')).to.deep.equal(['a']);
    expect(await linesOf('a\nb\r\n\r\nc')).to.deep.equal(['a', 'b', '', 'c']);
    expect(await linesOf('a\rb\n')).to.deep.equal(['a\rb']);
  });

  it('hold what other readers take for the end of a line', async () => {
    expect(await linesOf('a\u2028b\u2029c\u0085d\u000be\n')).to.deep.equal(['a\u2028b\u2029c\u0085d\u000be']);
  });

  it('begin after a byte order mark', async () => {
    expect(await linesOf('\ufeffa\nb')).to.deep.equal(['a', 'b']);
  });

  it('are told when they are too long or no UTF-8, and the next one is read', async () => {
    const long = 'x'.repeat(101);
    expect(await linesOf(`a\n${long}\n${long}\nb\n${long}`)).to.deep.equal([
      'a',
      '(longer than 100 bytes)',
      '(longer than 100 bytes)',
      'b',
      '(longer than 100 bytes)',
    ]);
    expect(await linesOf(`${'x'.repeat(100)}\n`)).to.deep.equal(['x'.repeat(100)]);
    const broken = Buffer.concat([Buffer.from('a\nb'), Buffer.from([0xc3, 0x28]), Buffer.from('\nc\n')]);
    expect(await linesOf(broken)).to.deep.equal(['a', '(not UTF-8)', 'c']);
  });

  it('are whole where the file is read in pieces, also within a character', async () => {
    const piece = 1_048_576;
    for (const shift of [0, 1, 2, 3]) {
      const first = 'x'.repeat(piece - shift);
      const lines = [first, '日本', `${'y'.repeat(2 * piece)}é`, 'end'];
      expect(await linesOf(lines.join('\n'), 4 * piece)).to.deep.equal(lines);
      expect(await linesOf(`${first}日本\r\n`, 4 * piece)).to.deep.equal([`${first}日本`]);
    }
  });
});
