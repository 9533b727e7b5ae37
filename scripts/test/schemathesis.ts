import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../stack/engine.ts';
import { withLock } from '../stack/lock.ts';
import { run } from '../stack/run.ts';
import type { Python } from './find-tools.ts';

/** Longest time for an installation, which fetches some 10 MB. */
const INSTALL_MS = 900_000;

/** What an installation is made from, and where. */
export interface SchemathesisInstallation {
  /** `.local` of the checkout. */
  readonly local: string;
  /** The file that pins schemathesis and everything it needs, by version and hash. */
  readonly requirements: string;
  readonly python: Python;
  /** The environment of pip. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}

/**
 * Gets schemathesis into a virtual environment of this checkout, once for each content of the requirements and each Python.
 * @returns the path of the program
 * @throws Error with the end of what pip said
 */
export async function ensureSchemathesis(installation: SchemathesisInstallation): Promise<string> {
  const { local, log } = installation;
  const folder = join(local, 'schemathesis');
  const program = join(folder, 'bin/schemathesis');
  const stampFile = join(folder, 'percolog-stamp');
  const stamp = await stampOf(installation, folder);
  const isMade = async (): Promise<boolean> => (await readFile(stampFile, 'utf8').catch(() => '')) === stamp;
  if (await isMade()) {
    return program;
  }
  const onWait = (pid: number): void => {
    log(`waiting for process ${pid.toString()}, which installs schemathesis`);
  };
  return withLock(join(local, 'schemathesis.lock'), onWait, async () => {
    if (!(await isMade())) {
      log('installing schemathesis with pip into .local/schemathesis');
      await install(installation, folder);
      await writeFile(stampFile, stamp);
    }
    return program;
  });
}

/** An environment has absolute paths in it, and belongs to one Python. */
async function stampOf({ requirements, python }: SchemathesisInstallation, folder: string): Promise<string> {
  const text = await readFile(requirements);
  return createHash('sha256').update(text).update(`\n${python.identity}\n${folder}`).digest('hex');
}

async function install({ requirements, python, variables }: SchemathesisInstallation, folder: string): Promise<void> {
  await expectSuccess(python.path, ['-m', 'venv', '--clear', folder], variables);
  const pip = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
  // Nothing is built here, and nothing is taken that is not what was pinned.
  const pinned = ['--require-hashes', '--only-binary', ':all:', '--requirement', requirements];
  await expectSuccess(join(folder, 'bin/python'), [...pip, ...pinned], variables);
}

async function expectSuccess(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { code, stdout, stderr } = await run(program, args, { env, timeoutMs: INSTALL_MS });
  if (code !== 0) {
    const lines = (stderr.trim() === '' ? stdout : stderr).trim().split('\n').slice(-8);
    throw new Error(
      [`schemathesis could not be installed. The end of ${program} ${args.slice(0, 3).join(' ')}:`]
        .concat(lines.map((line) => `  | ${line}`))
        .concat('Mend what it names and run the command again, or give the path of one you have: SCHEMATHESIS.')
        .join('\n'),
    );
  }
}
