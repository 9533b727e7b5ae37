import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { identify } from '../../scripts/stack/processes.ts';
import { run, type RunResult } from '../../scripts/stack/run.ts';

const BOOTSTRAP = fileURLToPath(new URL('../../scripts/bootstrap.mjs', import.meta.url));
const DOCKERFILE = fileURLToPath(new URL('../../Dockerfile', import.meta.url));
const LOCKFILE = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } });

describe('bootstrap', () => {
  let root: string;

  // A checkout of its own: the script, two verbs, and a lockfile whose one package is never really installed.
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'percolog-bootstrap-'));
    await mkdir(join(root, 'scripts'));
    await mkdir(join(root, '.local'));
    await mkdir(join(root, 'node_modules'));
    await copyFile(BOOTSTRAP, join(root, 'scripts/bootstrap.mjs'));
    await writeFile(join(root, 'package-lock.json'), LOCKFILE);
    await writeFile(
      join(root, 'scripts/echo.ts'),
      'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;',
    );
    await writeFile(join(root, 'scripts/cache.ts'), 'console.log(process.env.NODE_COMPILE_CACHE);');
    await writeFile(join(root, 'scripts/options.ts'), 'console.log(process.env.NODE_OPTIONS);');
    await writeFile(
      join(root, 'scripts/wait.ts'),
      `process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up');`,
    );
  });

  afterEach(async () => {
    await rm(root, { recursive: true });
  });

  /** Runs it with an npm that notes its call and succeeds. */
  async function bootstrap(...args: string[]): Promise<RunResult> {
    const npm = join(root, 'npm.js');
    await writeFile(
      npm,
      `require('node:fs').appendFileSync(${JSON.stringify(join(root, 'npm-calls'))}, process.argv.slice(2).join(' ') + '\\n')`,
    );
    return run(process.execPath, [join(root, 'scripts/bootstrap.mjs'), ...args], {
      env: { PATH: '/usr/bin:/bin', npm_execpath: npm },
    });
  }

  const npmCalls = (): Promise<string> => readFile(join(root, 'npm-calls'), 'utf8').catch(() => '');

  const current = (): string =>
    createHash('sha256').update(LOCKFILE).update(`${process.platform}-${process.arch}`).digest('hex');

  async function beInstalled(): Promise<void> {
    await writeFile(join(root, 'node_modules/.percolog-stamp'), current());
  }

  it('lists the verbs when it is given none, or one that does not exist', async () => {
    for (const args of [[], ['nonsense'], ['../etc/passwd']]) {
      const result = await bootstrap(...args);
      expect(result.code).to.equal(2);
      expect(result.stderr).to.include('Verbs: cache, echo, options, wait.');
    }
    expect(await npmCalls()).to.equal('');
  });

  it('explains itself', async () => {
    const result = await bootstrap('--help');
    expect(result.code).to.equal(0);
    expect(result.stdout).to.include('<verb>').and.to.include('echo');
  });

  it('hands on arguments and gives back the exit code, installing nothing when all is there', async () => {
    await beInstalled();
    const result = await bootstrap('echo', '--flag', 'a b', '--help');
    expect(JSON.parse(result.stdout)).to.deep.equal(['--flag', 'a b', '--help']);
    expect(result.code).to.equal(7);
    expect(await npmCalls()).to.equal('');
  });

  it('has Node keep what it made of the files in the checkout, or where the environment says', async () => {
    await beInstalled();
    const { stdout } = await bootstrap('cache');
    expect(stdout.trim()).to.equal(join(root, '.local/compile-cache'));
    expect(await readdir(stdout.trim())).to.have.length(1);
    const elsewhere = await run(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'cache'], {
      env: { PATH: '/usr/bin:/bin', NODE_COMPILE_CACHE: join(root, 'elsewhere') },
    });
    expect(elsewhere.stdout.trim()).to.equal(join(root, 'elsewhere'));
  });

  it('gives all processes a small young generation, as the container does, unless the environment says otherwise', async () => {
    await beInstalled();
    const { stdout } = await bootstrap('options');
    expect(await readFile(DOCKERFILE, 'utf8')).to.include(`\nENV NODE_OPTIONS=${stdout.trim()}\n`);
    const otherwise = await run(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'options'], {
      env: { PATH: '/usr/bin:/bin', NODE_OPTIONS: '--max-semi-space-size=7' },
    });
    expect(otherwise.stdout.trim()).to.equal(`${stdout.trim()} --max-semi-space-size=7`);
  });

  it('installs when the stamp is missing or of another lockfile, and once only', async () => {
    await bootstrap('echo');
    expect(await npmCalls()).to.match(/^ci .*\n$/);
    await bootstrap('echo');
    expect((await npmCalls()).trim().split('\n')).to.have.length(1);
    await writeFile(join(root, 'node_modules/.percolog-stamp'), 'of another lockfile');
    await bootstrap('echo');
    expect((await npmCalls()).trim().split('\n')).to.have.length(2);
  });

  it('installs nothing when npm has installed exactly this lockfile by hand', async () => {
    await writeFile(
      join(root, 'node_modules/.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/a': { version: '1.0.0' } } }),
    );
    expect((await bootstrap('echo')).code).to.equal(7);
    expect(await npmCalls()).to.equal('');
    expect(await readFile(join(root, 'node_modules/.percolog-stamp'), 'utf8')).to.equal(current());
  });

  it('does not take the dependencies from under a running service', async () => {
    const service = { ...(await identify(process.pid)), port: 8080 };
    await writeFile(join(root, '.local/service.json'), JSON.stringify(service));
    const result = await bootstrap('echo');
    expect(result.code).to.equal(1);
    expect(result.stderr).to.include('port 8080').and.to.include('Ctrl-C');
    expect(await npmCalls()).to.equal('');
    await beInstalled();
    expect((await bootstrap('echo')).code).to.equal(7);
  });

  it('goes on when the recorded service is gone', async () => {
    await writeFile(join(root, '.local/service.json'), JSON.stringify({ pid: 999_999_999, born: '1', port: 8080 }));
    expect((await bootstrap('echo')).code).to.equal(7);
  });

  it('takes over the lock of a dead installation and leaves none itself', async () => {
    await writeFile(join(root, '.local/bootstrap.lock'), JSON.stringify({ pid: 999_999_999, born: '1' }));
    expect((await bootstrap('echo')).code).to.equal(7);
    expect(await readdir(join(root, '.local'))).to.deep.equal(['compile-cache']);
  });

  it('installs once when two begin at the same time', async () => {
    const results = await Promise.all([bootstrap('echo'), bootstrap('echo')]);
    expect(results.map(({ code }) => code)).to.deep.equal([7, 7]);
    expect((await npmCalls()).trim().split('\n')).to.have.length(1);
  });

  it('fails with what to do when the installation fails', async () => {
    const result = await run(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'echo'], {
      env: { PATH: '/nonexistent' },
    });
    expect(result.code).to.equal(1);
    expect(result.stderr).to.include('npm could not be started');
  });

  it('hands on the signal to end and waits for the verb to do so', async () => {
    await beInstalled();
    const child = spawn(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'wait'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const code = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    expect(await code).to.equal(5);
  });
});
