import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { withLock } from '../../scripts/stack/lock.ts';
import { identify } from '../../scripts/stack/processes.ts';

describe('lock of the engine manager', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'percolog-lock-'));
    path = join(folder, 'stack.lock');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const unexpected = (pid: number): never => {
    throw new Error(`waited for ${pid.toString()}`);
  };

  it('gives back what the work gives and leaves nothing behind, also when the work fails', async () => {
    expect(await withLock(path, unexpected, () => Promise.resolve(7))).to.equal(7);
    const failing = withLock(path, unexpected, () => Promise.reject(new Error('broken')));
    expect(await failing.catch((error: unknown) => (error as Error).message)).to.equal('broken');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('is taken over from a process that is gone, from a reused number, and from a file cut short', async () => {
    const reused = { ...(await identify(process.pid)), born: 'long ago' };
    for (const stale of ['{"pid":999999999,"born":"1"}', JSON.stringify(reused), '{"pi', '']) {
      await writeFile(path, stale);
      expect(await withLock(path, unexpected, () => Promise.resolve(stale))).to.equal(stale);
    }
  });

  it('is taken over by one at a time', async () => {
    await writeFile(path, '{"pid":999999999,"born":"1"}');
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, () => undefined, work)));
    expect(most).to.equal(1);
  });

  it('is waited for while its holder lives, and says so once', async () => {
    const waitedFor: number[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const order: string[] = [];
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const first = withLock(path, unexpected, async () => {
      order.push('first begins');
      begin();
      await released;
      order.push('first ends');
    });
    await begun;
    const second = withLock(
      path,
      (pid) => {
        waitedFor.push(pid);
        release();
      },
      () => Promise.resolve(order.push('second')),
    );
    await Promise.all([first, second]);
    expect(order).to.deep.equal(['first begins', 'first ends', 'second']);
    expect(waitedFor).to.deep.equal([process.pid]);
  });

  it('is not held up for ever by a takeover that crashed', async () => {
    await writeFile(path, '{"pid":999999999,"born":"1"}');
    await writeFile(`${path}.takeover`, '');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${path}.takeover`, longAgo, longAgo);
    expect(await withLock(path, unexpected, () => Promise.resolve('in'))).to.equal('in');
  });
});
