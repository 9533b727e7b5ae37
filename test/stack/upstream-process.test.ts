import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { keepForUpstream, UpstreamProcess } from '../../scripts/start/upstream-process.ts';
import { course } from '../support/documents.ts';
import { freePort } from '../support/free-port.ts';
import { eventually } from '../support/service.ts';

const root = path.resolve(import.meta.dirname, '../..');

describe('upstream beside npm start', function () {
  this.timeout(60_000);
  let local: string;

  beforeEach(async () => {
    local = await mkdtemp(path.join(tmpdir(), 'percolog-upstream-'));
  });
  afterEach(() => rm(local, { recursive: true }));

  const countAt = (port: number): Promise<number | undefined> =>
    fetch(`http://127.0.0.1:${String(port)}/api/v1/courses/`).then(
      async (answer) => ((await answer.json()) as { count: number }).count,
      () => undefined,
    );

  it('has nothing where no sample was loaded, then what was kept of it, and ends when it is told to', async () => {
    for (const expected of [0, 2]) {
      const port = await freePort();
      const upstream = await UpstreamProcess.start(root, local, port);
      await eventually('it answers', async () => (await countAt(port)) === expected);
      await upstream.stop();
      expect(await countAt(port)).to.equal(undefined);
      const file = path.join(local, 'sample.jsonl');
      await writeFile(file, ['A+1', 'B+1'].map((key) => JSON.stringify(course(key))).join('\n'));
      await keepForUpstream(local, file);
    }
  });

  it('ends with whoever started it', async () => {
    const port = await freePort();
    await writeFile(path.join(local, 'content.jsonl'), '');
    const script = path.join(root, 'scripts/upstream.ts');
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', script, '--corpus', local, '--port', String(port), '--attached'],
      { stdio: ['pipe', 'ignore', 'inherit'] },
    );
    const ended = once(child, 'exit');
    await eventually('it answers', async () => (await countAt(port)) === 0);
    child.stdin.end();
    expect(await ended).to.deep.equal([0, null]);
  });

  const wrong: [string[], string][] = [
    [[], '--corpus DIR is needed'],
    [['--corpus', 'x', '--port', 'high'], '--port is a whole number'],
    [['--corpus', 'x', '--fault', 'fire=1'], 'no such fault: fire'],
    [['--corpus', 'x', '--fault', 'html=2'], 'html is a share from 0 to 1'],
  ];
  it('refuses arguments that cannot be, and tells why', async () => {
    for (const [args, told] of wrong) {
      const child = spawn(process.execPath, [path.join(root, 'scripts/upstream.ts'), ...args]);
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      expect(await once(child, 'close')).to.deep.equal([2, null]);
      expect(stderr).to.include(told);
    }
  });
});
