import { chmod, lstat, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from './engine.ts';
import { findProgram, run } from './run.ts';

/** The newest release whose whole server is a zip on Maven Central; the compose file's image is the same release. */
export const OPENSEARCH_VERSION = '3.6.0';

const ARTIFACT = `org.opensearch.distribution.integ-test-zip:opensearch:${OPENSEARCH_VERSION}:zip`;
const COPY_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';

/** Where the unpacked server stands once it has been fetched. */
export function distributionFolder(data: string): string {
  return join(data, 'cache', `opensearch-${OPENSEARCH_VERSION}`);
}

/** Whether the server has been fetched: it appears under its name only when it is whole. */
export async function isFetched(data: string): Promise<boolean> {
  return stat(distributionFolder(data)).then(
    () => true,
    () => false,
  );
}

/**
 * Fetches the server through Maven (162 MB, kept in Maven's own store too) and unpacks it beside its place, then moves it
 * there: a run that is ended half-way leaves nothing that looks complete.
 * @throws Error with what Maven or the unpacker said
 */
export async function fetchDistribution(
  data: string,
  maven: string,
  jdkHome: string,
  path: string,
  log: Log,
): Promise<void> {
  const cache = join(data, 'cache');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    log(`opensearch: fetching ${OPENSEARCH_VERSION} through Maven, 162 MB, once`);
    const copy = await run(maven, ['-q', '-B', COPY_GOAL, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${work}`], {
      cwd: work,
    });
    if (copy.code !== 0) {
      throw new Error(`Maven could not fetch ${ARTIFACT}: ${(copy.stdout + copy.stderr).trim().slice(0, 1000)}`);
    }
    log('opensearch: unpacking');
    await unpack(work, `opensearch-${OPENSEARCH_VERSION}.zip`, jdkHome, path);
    const unpacked = join(work, `opensearch-${OPENSEARCH_VERSION}`);
    await mkdir(join(unpacked, 'plugins'), { recursive: true });
    await makeReadable(unpacked);
    await rename(unpacked, distributionFolder(data));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

// A JDK brings `jar`, so `unzip` is only wanted beside a bare runtime.
async function unpack(work: string, zip: string, jdkHome: string, path: string): Promise<void> {
  const jar = await findProgram(['jar'], `${join(jdkHome, 'bin')}:${path}`);
  const unzip = jar === undefined ? await findProgram(['unzip'], path) : undefined;
  const command = jar ?? unzip;
  if (command === undefined) {
    throw new Error('neither jar (of a JDK) nor unzip is installed: install a full JDK, or unzip');
  }
  const answer = await run(command, jar === undefined ? ['-q', zip] : ['--extract', '--file', zip], { cwd: work });
  if (answer.code !== 0) {
    throw new Error(`${command} could not unpack ${zip}: ${answer.stderr.trim().slice(0, 1000)}`);
  }
}

// `jar` forgets permissions, and a strict umask would shut the engine's user out.
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mode } = await lstat(path);
    const isProgram = entry.isDirectory() || entry.parentPath.endsWith('/bin');
    await chmod(path, isProgram ? 0o755 : (mode & 0o777) | 0o444);
  }
}
