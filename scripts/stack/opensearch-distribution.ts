import { chmod, lstat, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from './engine.ts';
import { findProgram, run } from './run.ts';

/** The newest release whose whole server is a zip on Maven Central; the compose file's image is the same release. */
export const OPENSEARCH_VERSION = '3.6.0';

const SERVER = `org.opensearch.distribution.integ-test-zip:opensearch:${OPENSEARCH_VERSION}:zip`;
/** Fields of vectors; the image has it already. */
const PLUGIN = `org.opensearch.plugin:opensearch-knn:${OPENSEARCH_VERSION}.0:zip`;
const COPY_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';

/** What is needed to fetch something. */
interface Fetching {
  maven: string;
  jdkHome: string;
  path: string;
  log: Log;
}

/** Where the unpacked server stands once it has been fetched. */
export function distributionFolder(data: string): string {
  return join(data, 'cache', `opensearch-${OPENSEARCH_VERSION}`);
}

/** Where its plugin for vectors stands. The engine refuses to start with any other folder beside it. */
function pluginFolder(data: string): string {
  return join(distributionFolder(data), 'plugins', 'opensearch-knn');
}

/** Whether server and plugin have been fetched: each appears under its name only when it is whole. */
export async function isFetched(data: string): Promise<boolean> {
  return (await isThere(distributionFolder(data))) && (await isThere(pluginFolder(data)));
}

/**
 * Fetches what is not there yet through Maven, which keeps it in its own store too: the server (162 MB) and its plugin for vectors (6 MB).
 * Each is unpacked beside its place and then moved there: a run that is ended half-way leaves nothing that looks complete.
 * @throws Error with what Maven or the unpacker said
 */
export async function fetchDistribution(data: string, fetching: Fetching): Promise<void> {
  if (!(await isThere(distributionFolder(data)))) {
    fetching.log(`opensearch: fetching ${OPENSEARCH_VERSION} through Maven, 162 MB, once`);
    await fetchZip(data, fetching, { artifact: SERVER, into: distributionFolder(data) }, async (work) => {
      const unpacked = join(work, `opensearch-${OPENSEARCH_VERSION}`);
      await mkdir(join(unpacked, 'plugins'), { recursive: true });
      return unpacked;
    });
  }
  if (!(await isThere(pluginFolder(data)))) {
    fetching.log('opensearch: fetching its plugin for vectors through Maven, 6 MB, once');
    // Its zip has no folder of its own.
    await fetchZip(data, fetching, { artifact: PLUGIN, into: pluginFolder(data) }, (work) => Promise.resolve(work));
  }
}

/** @param unpackedIn says what of the folder of work, in which the zip was unpacked, is to be moved */
async function fetchZip(
  data: string,
  { maven, jdkHome, path, log }: Fetching,
  { artifact, into }: { artifact: string; into: string },
  unpackedIn: (work: string) => Promise<string>,
): Promise<void> {
  const cache = join(data, 'cache');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'fetch-'));
  try {
    const copy = await run(maven, ['-q', '-B', COPY_GOAL, `-Dartifact=${artifact}`, `-DoutputDirectory=${work}`], {
      cwd: work,
    });
    if (copy.code !== 0) {
      throw new Error(`Maven could not fetch ${artifact}: ${(copy.stdout + copy.stderr).trim().slice(0, 1000)}`);
    }
    log('opensearch: unpacking');
    const [, name = '', version = ''] = artifact.split(':');
    const zip = `${name}-${version}.zip`;
    await unpack(work, zip, jdkHome, path);
    await rm(join(work, zip));
    const unpacked = await unpackedIn(work);
    await makeReadable(unpacked);
    await rename(unpacked, into);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
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
