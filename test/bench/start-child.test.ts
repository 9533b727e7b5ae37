import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startChild } from '../../scripts/bench/start-child.ts';

describe('bench: child processes', () => {
  let folder: string;
  let script: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'percolog-bench-test-'));
    script = join(folder, 'child.mjs');
    writeFileSync(
      script,
      `const [, , code] = process.argv;
       if (code === 'wait') setInterval(() => undefined, 1000);
       else { console.log('out ' + process.env.WORD); console.error('complaint'); process.exitCode = Number(code); }`,
    );
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const start = (code: string, signal = new AbortController().signal): ReturnType<typeof startChild> =>
    startChild([script, code], { cwd: folder, env: { WORD: 'put' }, signal });

  it('gives what it printed', async () => {
    const child = await start('0');
    expect(child.pid).to.be.greaterThan(1);
    expect(await child.ended).to.deep.equal({ stdout: 'out put\n', code: 0 });
  });

  it('fails with its complaint: a measurement of it would mean nothing', async () => {
    const reason = await (await start('2')).ended.catch((error: unknown) => (error as Error).message);
    expect(reason).to.match(/child\.mjs ended with code 2:\ncomplaint$/);
  });

  it('gives an exit code that is expected', async () => {
    const child = await startChild([script, '2'], {
      ...{ cwd: folder, env: { WORD: 'put' }, signal: new AbortController().signal },
      expected: [2],
    });
    expect(await child.ended).to.deep.equal({ stdout: 'out put\n', code: 2 });
  });

  it('is ended when the benchmark is', async () => {
    const interruption = new AbortController();
    const child = await start('wait', interruption.signal);
    interruption.abort(new Error('interrupted'));
    const reason = await child.ended.catch((error: unknown) => (error as Error).message);
    expect(reason).to.equal('interrupted');
    expect(() => process.kill(child.pid, 0)).to.throw(/ESRCH/);
  });
});
