import type { Log } from './engine.ts';
import type { StackEnvironment } from './environment.ts';
import { installMissing } from './install-missing.ts';
import { findJdk, type Jdk } from './jdk.ts';
import type { Layout } from './layout.ts';
import { isFetched } from './opensearch-distribution.ts';
import { MissingPrograms, type Missing } from './missing.ts';
import { lackOfEngines, listMissing, type Found } from './prerequisites.ts';
import { findProgram, run } from './run.ts';

/** The programs of this machine that run the engines. */
export interface Tools {
  readonly jdk: Jdk;
  /** Empty when OpenSearch has been fetched before and there is no Maven any more. */
  readonly maven: string;
  /** mariadbd or mysqld. */
  readonly database: string;
  readonly redis: string;
  readonly path: string;
}

/**
 * Finds the programs the engines need; as root on Debian or Ubuntu, installs what apt has.
 * @throws MissingPrograms, whose message lists everything missing and what mends it
 */
export async function findTools(layout: Layout, environment: StackEnvironment, log: Log): Promise<Tools> {
  const isRoot = layout.engineUid !== undefined;
  if (isRoot && process.platform !== 'linux') {
    throw new Error('as root the engines can only be run on Linux: run the command as an ordinary user');
  }
  const needs = { maven: !(await isFetched(layout.data)), setpriv: isRoot };
  const list = async (): Promise<Missing[]> => listMissing(await look(layout, environment), needs);
  const { missing, reason } = await installMissing(list, layout, environment, log);
  const { jdk, maven = '', database, redis } = await look(layout, environment);
  if (missing.length > 0 || jdk === undefined || database === undefined || redis === undefined) {
    throw new MissingPrograms([lackOfEngines(missing, reason)]);
  }
  return { jdk, maven, database, redis, path: environment.path };
}

async function look(layout: Layout, { javaHomes, path }: StackEnvironment): Promise<Found> {
  const [jdk, maven, database, redis, setpriv] = await Promise.all([
    findJdk(javaHomes, layout.engineUid !== undefined),
    findProgram(['mvn'], path),
    findDatabase(path),
    findProgram(['redis-server'], path),
    findProgram(['setpriv'], path),
  ]);
  return { jdk, maven, database, redis, setpriv };
}

/** MariaDB before MySQL: Ubuntu confines its mysqld to the system's own data folder. */
async function findDatabase(path: string): Promise<string | undefined> {
  for (const name of ['mariadbd', 'mysqld']) {
    const server = await findProgram([name], path);
    const version = server === undefined ? '' : (await run(server, ['--no-defaults', '--version'])).stdout;
    if (server !== undefined && isNewEnough(version) && (await canCreateData(version, path))) {
      return server;
    }
  }
  return undefined;
}

// MariaDB's installer is a script that calls a program which Debian packs with the client.
async function canCreateData(version: string, path: string): Promise<boolean> {
  return !version.includes('MariaDB') || (await findProgram(['my_print_defaults'], path)) !== undefined;
}

/** Whether what `--version` prints names a server with SKIP LOCKED and window functions: MariaDB 10.11, MySQL 8.0. */
export function isNewEnough(text: string): boolean {
  const match = /Ver (\d+)\.(\d+)/.exec(text);
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
  return text.includes('MariaDB') ? major > 10 || (major === 10 && minor >= 11) : major >= 8;
}
