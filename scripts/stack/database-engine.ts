import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { DATABASE_NAME, DATABASE_USER, localAddresses } from './addresses.ts';
import { isRefused, type NativeEngine, type Probe } from './engine.ts';
import { giveTo } from './files.ts';
import type { Layout } from './layout.ts';
import { planMemory } from './memory.ts';
import { asUser } from './processes.ts';
import { findProgram, run } from './run.ts';

/** A private MariaDB or MySQL on the loopback address. */
export function databaseEngine(layout: Layout, password: string): NativeEngine {
  const folder = join(layout.data, 'database');
  const data = join(folder, 'data');
  return {
    name: 'database',
    portNames: ['database'],
    readySeconds: 90,
    folder,
    probe: (ports) => probe(localAddresses(ports, password).databaseUrl, data),
    prepare: async (ports, { database: server, path }, log) => {
      const isMariaDb = (await run(server, ['--no-defaults', '--version'])).stdout.includes('MariaDB');
      await mkdir(join(folder, 'tmp'), { recursive: true });
      const { bufferPoolMb } = planMemory(process.availableMemory());
      const config = join(folder, 'server.cnf');
      await writeFile(config, settings(layout, folder, ports.database, bufferPoolMb));
      await writeFile(join(folder, 'init.sql'), initSql(password, isMariaDb), { mode: 0o600 });
      await giveTo(layout.engineUid, folder);
      if (!(await exists(data))) {
        log('database: creating its files');
        await createData(layout, folder, isMariaDb ? 'mariadb' : 'mysql', server, path);
      }
      const title = isMariaDb ? 'MariaDB' : 'MySQL';
      log(
        `database: starting ${title} on port ${ports.database.toString()}, buffer pool ${bufferPoolMb.toString()} MB`,
      );
      return {
        command: server,
        args: [`--defaults-file=${config}`],
        cwd: folder,
        uid: layout.engineUid,
        env: { PATH: path, HOME: folder, TZ: 'UTC' },
      };
    },
  };
}

// Settings with `loose-` are known to one of the two servers only.
function settings(layout: Layout, folder: string, port: number, bufferPoolMb: number): string {
  return `# written at every start by scripts/stack; changes here are lost
[mysqld]
datadir = ${folder}/data
tmpdir = ${folder}/tmp
pid-file = ${folder}/server.pid
socket = ${socketPath(layout, folder)}
bind-address = 127.0.0.1
port = ${port.toString()}
loose-mysqlx = OFF
init-file = ${folder}/init.sql
skip-name-resolve
skip-log-bin
character-set-server = utf8mb4
max_connections = 200
max_allowed_packet = 64M
innodb_buffer_pool_size = ${bufferPoolMb.toString()}M
innodb_flush_log_at_trx_commit = 1
loose-innodb_log_file_size = 512M
loose-innodb_redo_log_capacity = 512M
`;
}

// The system takes about 100 characters for a socket's path, which a deep checkout passes.
function socketPath(layout: Layout, folder: string): string {
  const path = join(folder, 'server.sock');
  return path.length < 100 ? path : `/tmp/percolog-${layout.hash}.sock`;
}

/**
 * Statements run at every start, one a line: the user has the password of this checkout even after a restored copy of the
 * data, and may create databases of any name, since each test run has its own. It is reachable from this machine only.
 */
function initSql(password: string, isMariaDb: boolean): string {
  const lines = ["'127.0.0.1'", "'localhost'"].flatMap((host) => [
    `CREATE USER IF NOT EXISTS '${DATABASE_USER}'@${host} IDENTIFIED BY '${password}';`,
    `ALTER USER '${DATABASE_USER}'@${host} IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO '${DATABASE_USER}'@${host};`,
  ]);
  // MariaDB lets root in by the system's user; MySQL's would be without a password.
  const root = isMariaDb ? [] : [`ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`];
  return [...lines, ...root, `CREATE DATABASE IF NOT EXISTS ${DATABASE_NAME} CHARACTER SET utf8mb4;`, ''].join('\n');
}

// Made beside its place and moved there, so that files cut short by Ctrl-C are never taken for a database.
async function createData(
  layout: Layout,
  folder: string,
  flavour: 'mariadb' | 'mysql',
  server: string,
  path: string,
): Promise<void> {
  const fresh = join(folder, 'data.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh);
  await chmod(fresh, 0o750);
  await giveTo(layout.engineUid, fresh);
  const installer =
    flavour === 'mariadb' ? await findProgram(['mariadb-install-db', 'mysql_install_db'], path) : server;
  if (installer === undefined) {
    throw new Error('mariadb-install-db is missing beside mariadbd: reinstall the MariaDB server');
  }
  const args = [
    '--no-defaults',
    `--datadir=${fresh}`,
    flavour === 'mariadb' ? '--skip-test-db' : '--initialize-insecure',
  ];
  const wrapped = asUser(layout.engineUid, installer, args);
  const answer = await run(wrapped.command, wrapped.args, {
    cwd: folder,
    env: { PATH: path, HOME: folder, TZ: 'UTC' },
  });
  if (answer.code !== 0) {
    throw new Error(
      `the database's files could not be created: ${(answer.stdout + answer.stderr).trim().slice(-2000)}`,
    );
  }
  await rename(fresh, join(folder, 'data'));
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

interface ServerRow extends RowDataPacket {
  readonly version: string;
  readonly datadir: string;
  readonly pidFile: string;
}

async function probe(url: string, data: string): Promise<Probe> {
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
    const [rows] = await connection
      .query<ServerRow[]>('SELECT VERSION() version, @@datadir datadir, @@pid_file pidFile')
      .finally(() => connection.end());
    const row = rows[0];
    if (row?.datadir.replace(/\/$/, '') !== data) {
      return { state: 'foreign', what: 'another database server' };
    }
    const pid = Number((await readFile(row.pidFile, 'utf8').catch(() => '')).trim());
    return { state: 'ours', version: row.version, pid: pid > 1 ? pid : undefined };
  } catch (error) {
    return isRefused(error)
      ? { state: 'silent' }
      : { state: 'foreign', what: 'another program (our password does not open it)' };
  }
}
