import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import {
  asUser,
  identify,
  isRunning,
  parseIdentity,
  residentBytes,
  stopProcess,
} from '../../scripts/stack/processes.ts';

describe('processes', () => {
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) {
      child.kill('SIGKILL');
    }
  });

  /** Starts a program that lives until it is told to end, and has done `setup` when this resolves. */
  async function start(setup: string): Promise<number> {
    const script = `${setup}; setInterval(() => {}, 1000); process.stdout.write('up')`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child.pid ?? 0;
  }

  it('are recognised by number and birth: a later process of the same number is another', async () => {
    const own = await identify(process.pid);
    expect(own?.pid).to.equal(process.pid);
    expect(await isRunning({ pid: process.pid, born: own?.born ?? '' })).to.equal(true);
    expect(await isRunning({ pid: process.pid, born: 'long ago' })).to.equal(false);
  });

  it('end when they are asked to', async () => {
    const identity = await identify(await start(''));
    expect(identity && (await stopProcess(identity, 5_000))).to.equal('ended');
    expect(identity && (await isRunning(identity))).to.equal(false);
  });

  it('are killed when they do not', async () => {
    const identity = await identify(await start(`process.on('SIGTERM', () => {})`));
    expect(identity && (await stopProcess(identity, 200))).to.equal('killed');
    expect(identity && (await isRunning(identity))).to.equal(false);
  });

  it('of others are not ended, though they have the number of ours', async () => {
    const pid = await start('');
    expect(await stopProcess({ pid, born: 'long ago' }, 200)).to.equal('absent');
    expect(await identify(pid)).not.to.equal(undefined);
  });

  it('tell their memory', async () => {
    expect(await residentBytes(process.pid)).to.be.within(10 * 1024 ** 2, 8 * 1024 ** 3);
  });

  it('are read from a record only when it is whole', () => {
    expect(parseIdentity({ pid: 12, born: '7', port: 1 })).to.deep.equal({ pid: 12, born: '7' });
    for (const broken of [
      undefined,
      null,
      'x',
      {},
      { pid: 12 },
      { pid: '12', born: '7' },
      { pid: 0, born: '7' },
      { pid: -1, born: '7' },
    ]) {
      expect(parseIdentity(broken)).to.equal(undefined);
    }
  });

  it('run as another user through setpriv, and as ourselves without it', () => {
    expect(asUser(undefined, '/bin/redis', ['a'])).to.deep.equal({ command: '/bin/redis', args: ['a'] });
    const wrapped = asUser(9200, '/bin/redis', ['a']);
    expect(wrapped.command).to.equal('setpriv');
    expect(wrapped.args).to.include.members(['--reuid=9200', '--regid=9200', '--clear-groups', '--no-new-privs']);
    expect(wrapped.args.slice(-2)).to.deep.equal(['/bin/redis', 'a']);
  });
});
