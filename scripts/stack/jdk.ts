import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTraversable } from './layout.ts';
import { findProgram, run } from './run.ts';

/** OpenSearch 3 does not start on less. */
const MINIMUM_JAVA = 21;

/** A Java installation that is new enough. */
export interface Jdk {
  readonly home: string;
  readonly version: number;
}

/**
 * Finds the first JDK of version 21 or newer: in `javaHomes`, then where Linux distributions and macOS keep theirs.
 * @param mustBeOpen the engine runs as another user, so that user must be able to walk into the folder
 */
export async function findJdk(javaHomes: readonly string[], mustBeOpen: boolean): Promise<Jdk | undefined> {
  for (const home of [...javaHomes, ...(await installedHomes())]) {
    const version = await javaVersion(home);
    if (version !== undefined && version >= MINIMUM_JAVA && (!mustBeOpen || (await isTraversable(home)))) {
      return { home, version };
    }
  }
  return undefined;
}

async function installedHomes(): Promise<string[]> {
  const folder = '/usr/lib/jvm';
  const linux = (await readdir(folder).catch(() => [])).sort().map((name) => join(folder, name));
  const finder = await findProgram(['java_home'], '/usr/libexec');
  const macos = finder === undefined ? '' : (await run(finder, ['-v', `${MINIMUM_JAVA.toString()}+`])).stdout.trim();
  return macos === '' ? linux : [...linux, macos];
}

/** The version of the Java in a folder: from its release file, or else by asking the program. */
async function javaVersion(home: string): Promise<number | undefined> {
  const java = await findProgram(['java'], join(home, 'bin'));
  if (java?.startsWith(home) !== true) {
    return undefined;
  }
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  return parseJavaVersion(release) ?? parseJavaVersion((await run(java, ['-version'])).stderr);
}

/**
 * The feature version ("21" of 21.0.4, "8" of 1.8.0_292) in a JDK's release file or in what `java -version` prints.
 */
export function parseJavaVersion(text: string): number | undefined {
  const match = /(?:JAVA_VERSION=| version )"(?:1\.)?(\d+)/.exec(text);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}
