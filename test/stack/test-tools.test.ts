import { chmod, mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { StackEnvironment } from '../../scripts/stack/environment.ts';
import { MissingPrograms, tellFailures } from '../../scripts/stack/missing.ts';
import { lackOfEngines, listMissing } from '../../scripts/stack/prerequisites.ts';
import { findTestTools, lackOfTools, listMissingTools } from '../../scripts/test/find-tools.ts';
import { ensureSchemathesis } from '../../scripts/test/schemathesis.ts';

const NONE = { chromium: undefined, promtool: undefined, schemathesis: undefined };
const messageOf = (found: Parameters<typeof listMissingTools>[0]): string =>
  new MissingPrograms([lackOfTools(listMissingTools(found), undefined)]).message;

describe('tools of the tests', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'percolog-tools-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function program(path: string, ...lines: string[]): Promise<string> {
    const file = join(folder, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    await chmod(file, 0o755);
    return file;
  }
  const environment = (variables: Record<string, string> = {}): StackEnvironment => ({
    opensearchUrl: undefined,
    databaseUrl: undefined,
    redisUrl: undefined,
    stack: undefined,
    javaHomes: [],
    port: undefined,
    path: join(folder, 'bin'),
    variables,
  });

  describe('that are missing', () => {
    it('are told in one message, with the commands that mend it', () => {
      const message = messageOf(NONE);
      expect(message).to.include('sudo apt-get update && sudo apt-get install chromium prometheus python3-venv\n');
      expect(message).to.include('brew install prometheus python\n');
      expect(message).to.include('brew install --cask google-chrome\n');
      expect(message).to.include('CHROMIUM, PROMTOOL, SCHEMATHESIS');
    });

    it('are only those that were not found', () => {
      const python = { path: '/usr/bin/python3', identity: '3.11' };
      expect(listMissingTools({ chromium: '/c', promtool: '/p', schemathesis: python })).to.deep.equal([]);
      expect(listMissingTools({ chromium: '/c', promtool: '/p', schemathesis: '/s' })).to.deep.equal([]);
      expect(messageOf({ ...NONE, chromium: '/c' })).to.not.include('Chromium or Chrome');
    });

    it('are told together with the engines, to be mended by one command', () => {
      const found = { jdk: undefined, maven: '/mvn', database: '/mariadbd', redis: undefined, setpriv: undefined };
      const engines = lackOfEngines(listMissing(found, { maven: true, setpriv: false }), undefined);
      const tools = lackOfTools(listMissingTools({ ...NONE, promtool: '/p' }), 'apt-get failed: disk full');
      const message = tellFailures([new MissingPrograms([engines]), new MissingPrograms([tools])]);
      expect(message.match(/apt-get install/g)).to.have.length(1);
      expect(message).to.match(/apt-get install .*redis-server chromium python3-venv\n/);
      expect(message).to.include('brew install --cask temurin\n').and.to.include('brew install --cask google-chrome\n');
      expect(message).to.include('disk full').and.to.include('docker compose version').and.to.include('PROMTOOL');
    });

    it('do not hide what else failed', () => {
      const message = tellFailures([
        new Error('redis was not ready'),
        new MissingPrograms([lackOfTools([], undefined)]),
      ]);
      expect(message).to.include('redis was not ready').and.to.include('to run the tests');
      expect(tellFailures(['one', new Error('two')])).to.equal('one\n\ntwo');
    });
  });

  describe('that are there', () => {
    it('are those in PATH', async () => {
      const chromium = await program('bin/google-chrome', 'echo "Google Chrome 150.0.1"');
      const promtool = await program('bin/promtool');
      const python = await program('bin/python3', 'echo "/usr/bin/python3 3.12.1"');
      expect(await findTestTools(environment())).to.deep.equal({
        chromium,
        promtool,
        schemathesis: { path: python, identity: '/usr/bin/python3 3.12.1' },
      });
    });

    it('are first those that the environment names', async () => {
      const given = {
        CHROMIUM: await program('my/chrome'),
        PROMTOOL: await program('my/promtool'),
        SCHEMATHESIS: await program('my/schemathesis'),
      };
      await program('bin/chromium', 'echo "Chromium 150.0.1"');
      await program('bin/promtool');
      expect(await findTestTools(environment(given))).to.deep.equal({
        chromium: given.CHROMIUM,
        promtool: given.PROMTOOL,
        schemathesis: given.SCHEMATHESIS,
      });
    });

    it('are refused when the environment names what cannot be run, all at once', async () => {
      const given = { CHROMIUM: join(folder, 'nowhere'), PROMTOOL: ' ', SCHEMATHESIS: join(folder, 'not', 'here') };
      const refused: unknown = await findTestTools(environment(given)).catch((error: unknown) => error);
      expect((refused as Error).message.split('\n')).to.have.length(2);
      expect((refused as Error).message).to.match(/^CHROMIUM=.*nowhere.*\nSCHEMATHESIS=.*here/);
    });

    it('are a browser only if it says so: Ubuntu has one that asks for a snap', async () => {
      const stub = await program('bin/chromium-browser', 'echo "requires the chromium snap" >&2', 'exit 1');
      expect((await findTestTools(environment())).chromium).to.not.equal(stub);
      const chromium = await program('bin/chromium', 'echo "Chromium 150.0.1 built on Debian GNU/Linux"');
      expect((await findTestTools(environment())).chromium).to.equal(chromium);
    });

    it('are a Python that is new enough and can make environments', async () => {
      // The program itself says nothing when it is too old, and fails where venv is not installed.
      await program('bin/python3');
      await program('bin/python3.12', `echo "No module named 'ensurepip'" >&2`, 'exit 1');
      const python = await program('bin/python3.11', 'echo "/usr/bin/python3.11 3.11.2"');
      const { schemathesis } = await findTestTools(environment());
      expect(schemathesis).to.deep.equal({ path: python, identity: '/usr/bin/python3.11 3.11.2' });
    });
  });

  describe('schemathesis', () => {
    let pip: string;
    let requirements: string;
    const logged: string[] = [];

    /** Stands for Python: makes environments with itself in them, and its pip notes each installation. */
    beforeEach(async () => {
      pip = join(folder, 'pip.log');
      requirements = join(folder, 'requirements.txt');
      await writeFile(requirements, 'schemathesis==1.0\n');
      await program(
        'bin/python3',
        'case "$2" in',
        '  venv) rm -rf "$4"; mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;',
        `  pip) echo "$*" >> "${pip}"; cat "${requirements}" > "\${0%/*}/schemathesis" ;;`,
        'esac',
      );
      logged.length = 0;
    });

    const ensure = (identity = '3.11'): Promise<string> =>
      ensureSchemathesis({
        local: join(folder, 'local'),
        requirements,
        python: { path: join(folder, 'bin/python3'), identity },
        variables: { PATH: '/usr/bin:/bin' },
        log: (line) => logged.push(line),
      });
    const installations = async (): Promise<string[]> => (await readFile(pip, 'utf8')).trim().split('\n');

    it('is installed once, whoever asks and how many at once', async () => {
      const paths = await Promise.all([ensure(), ensure(), ensure()]);
      expect(new Set([...paths, await ensure()])).to.deep.equal(
        new Set([join(folder, 'local/schemathesis/bin/schemathesis')]),
      );
      expect(await installations()).to.have.length(1);
      expect(logged.filter((line) => line.startsWith('installing'))).to.have.length(1);
    });

    it('comes as pinned: by hash, and nothing is built', async () => {
      await ensure();
      expect((await installations())[0])
        .to.include('--require-hashes --only-binary :all:')
        .and.to.include(requirements);
    });

    it('is installed anew for other requirements, and for another Python', async () => {
      await ensure();
      await writeFile(requirements, 'schemathesis==2.0\n');
      expect(await readFile(await ensure(), 'utf8')).to.equal('schemathesis==2.0\n');
      await ensure('3.12');
      await ensure('3.12');
      expect(await installations()).to.have.length(3);
    });

    it('is not there after an installation that failed: it is told, and tried again', async () => {
      await program('bin/python3', 'echo "no space left" >&2', 'exit 1');
      const failed: unknown = await ensure().catch((error: unknown) => error);
      expect((failed as Error).message)
        .to.include('no space left')
        .and.to.include('SCHEMATHESIS');
      expect(await ensure().catch(() => 'failed')).to.equal('failed');
    });
  });
});

describe('requirements of schemathesis', () => {
  it('pin everything by version and hash, and name no registry', async () => {
    const file = new URL('../../scripts/test/schemathesis-requirements.txt', import.meta.url);
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const packages = lines.filter((line) => !line.startsWith(' '));
    expect(packages.some((line) => line.startsWith('schemathesis=='))).to.equal(true);
    for (const line of packages) {
      expect(line).to.match(/^[a-z0-9-]+==\S+( ; [^\\]+)? \\$/);
    }
    for (const line of lines.filter((one) => one.startsWith(' '))) {
      expect(line).to.match(/^ {4}--hash=sha256:[0-9a-f]{64}( \\)?$/);
    }
  });
});
