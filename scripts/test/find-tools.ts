import { access, constants } from 'node:fs/promises';
import type { StackEnvironment } from '../stack/environment.ts';
import type { Lack, Missing } from '../stack/missing.ts';
import { findProgram, run } from '../stack/run.ts';

/** A Python that can make virtual environments. */
export interface Python {
  readonly path: string;
  /** Which one it is: another one has another identity, and cannot use what was installed for this one. */
  readonly identity: string;
}

/** The tests' programs, as found; `undefined` is not installed, or no use. */
export interface FoundTools {
  readonly chromium: string | undefined;
  readonly promtool: string | undefined;
  /** Its path when that is given; else the Python for which it can be installed. */
  readonly schemathesis: string | Python | undefined;
}

/** Variables of the environment that name a program; they win over what is in PATH. */
const VARIABLES = ['CHROMIUM', 'PROMTOOL', 'SCHEMATHESIS'] as const;

const CHROMIUM_NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
const CHROMIUM_OF_MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const PYTHON_NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/**
 * Looks for the programs: given in the environment, else in PATH.
 * @throws Error that names each variable with a path that cannot be run
 */
export async function findTestTools(environment: StackEnvironment): Promise<FoundTools> {
  const given = await readGiven(environment);
  const [chromium, promtool, schemathesis] = await Promise.all([
    given.CHROMIUM ?? findChromium(environment.path),
    given.PROMTOOL ?? findProgram(['promtool'], environment.path),
    given.SCHEMATHESIS ?? findPython(environment.path),
  ]);
  return { chromium, promtool, schemathesis };
}

type Given = Partial<Record<(typeof VARIABLES)[number], string>>;

async function readGiven({ variables }: StackEnvironment): Promise<Given> {
  const given = VARIABLES.flatMap((name) => {
    const path = variables[name]?.trim() ?? '';
    return path === '' ? [] : [[name, path] as const];
  });
  const wrong: string[] = [];
  for (const [name, path] of given) {
    await access(path, constants.X_OK).catch(() =>
      wrong.push(`${name}=${path} is not a program that can be run: mend it, or unset ${name}`),
    );
  }
  if (wrong.length > 0) {
    throw new Error(wrong.join('\n'));
  }
  return Object.fromEntries(given);
}

/** The first that says it is one: Ubuntu's chromium-browser may only say that a snap is missing. */
async function findChromium(path: string): Promise<string | undefined> {
  const inPath = await Promise.all(CHROMIUM_NAMES.map((name) => findProgram([name], path)));
  for (const candidate of [...inPath, ...CHROMIUM_OF_MACOS]) {
    if (candidate !== undefined && /Chrom(e|ium) \d+/.test((await run(candidate, ['--version'])).stdout)) {
      return candidate;
    }
  }
  return undefined;
}

/** Debian's own Python cannot make environments without the package python3-venv. */
const DESCRIBE = `import ensurepip, sys, venv
if sys.version_info >= (3, 10):
    print(sys.executable, sys.version.replace('\\n', ' '))`;

async function findPython(path: string): Promise<Python | undefined> {
  const inPath = await Promise.all(PYTHON_NAMES.map((name) => findProgram([name], path)));
  // Behind an older one of a version manager there may be the system's.
  for (const candidate of [...inPath, await findProgram(['python3'], '/usr/bin')]) {
    const identity = candidate === undefined ? '' : (await run(candidate, ['-c', DESCRIBE])).stdout.trim();
    if (candidate !== undefined && identity !== '') {
      return { path: candidate, identity };
    }
  }
  return undefined;
}

/** Everything that is missing, at once. */
export function listMissingTools({ chromium, promtool, schemathesis }: FoundTools): Missing[] {
  const missing: Missing[] = [];
  if (chromium === undefined) {
    missing.push({
      what: 'Chromium or Chrome (pages are tested in it)',
      apt: ['chromium'],
      brew: '--cask google-chrome',
      other: 'Chrome or Chromium, its path in CHROMIUM',
    });
  }
  if (promtool === undefined) {
    missing.push({
      what: 'promtool (it checks the rules for Prometheus)',
      apt: ['prometheus'],
      brew: 'prometheus',
      other: 'promtool of a Prometheus release from prometheus.io, in PATH or its path in PROMTOOL',
    });
  }
  if (schemathesis === undefined) {
    missing.push({
      what: 'Python 3.10 or newer with venv (schemathesis, which tries the API, is installed for it)',
      apt: ['python3-venv'],
      brew: 'python',
      other: 'Python 3.10 or newer from python.org, in PATH',
    });
  }
  return missing;
}

/** What is missing for the tests, with the other ways to have it. */
export function lackOfTools(missing: readonly Missing[], reason: string | undefined): Lack {
  return {
    purpose: 'to run the tests',
    missing,
    reason,
    otherwise: [`Or give the paths of programs you have: ${VARIABLES.join(', ')}.`],
  };
}
