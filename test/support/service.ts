import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { compose, type Overrides, type Service } from '../../src/compose.ts';
import { loadConfig, type Config } from '../../src/config.ts';
import type { Logger } from '../../src/kernel/log.ts';
import { testSecret } from './token.ts';

let made = 0;

/** What `npm test` hands over: the engines' addresses, and the name under which everything of this run is dropped. */
function environment(): Record<string, string | undefined> & { run: string } {
  const run = process.env['PERCOLOG_TEST_RUN'];
  if (run === undefined) {
    throw new Error('PERCOLOG_TEST_RUN is not set: run the tests with npm test');
  }
  return { ...process.env, run };
}

export interface TestStores {
  /** For `loadConfig`, or the environment of a process of its own. */
  environment: Record<string, string>;
  config: Config;
}

/** A database, index names and Redis keys that nobody else uses. `npm test` drops them, also after a crash. */
export async function makeStores(settings: Record<string, string> = {}): Promise<TestStores> {
  const given = environment();
  made += 1;
  const name = `${given.run}_${String(process.pid)}x${String(made)}`;
  const url = new URL(given['DATABASE_URL'] ?? '');
  const database = `percolog_test_${name}`;
  const connection = await createConnection({ uri: url.href });
  await connection.query('CREATE DATABASE ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', [database]);
  await connection.end();
  url.pathname = `/${database}`;
  const stores = {
    OPENSEARCH_URL: given['OPENSEARCH_URL'] ?? '',
    DATABASE_URL: url.href,
    REDIS_URL: given['REDIS_URL'] ?? '',
    INDEX_PREFIX: `percolog-test-${name.replaceAll('_', '-')}-`,
    REDIS_PREFIX: `percolog-test-${given.run}:${String(process.pid)}x${String(made)}:`,
    PORT: '0',
    JWT_SECRET: testSecret,
    // A test asks as fast as it can.
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  return { environment: { ...stores, ...compileCache() }, config: loadConfig(stores) };
}

/** Where processes of a test's own find what Node made of the modules before: a third of their start is that. */
function compileCache(): Record<string, string> {
  const folder = process.env['NODE_COMPILE_CACHE'];
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

export interface TestService extends Service {
  stores: TestStores;
  /** Lines logged at warn and above. */
  logged: { level: string; message: string; fields: object }[];
}

/** The whole service on real engines, prepared, its worker not started. End it with `stop()`. */
export async function makeService(
  options: { settings?: Record<string, string>; stores?: TestStores } & Overrides = {},
): Promise<TestService> {
  const stores = options.stores ?? (await makeStores(options.settings));
  const { logger, logged } = memoryLogger();
  const service = compose(stores.config, logger, { checkAnswers: true, ...options });
  await service.prepare();
  return { ...service, stores, logged };
}

/** A program on stores that another one has prepared: it is not started, only its commands are run. End it with `stop()`. */
export function makeCommands(stores: TestStores, overrides: Overrides = {}): Service {
  return compose(stores.config, memoryLogger().logger, overrides);
}

function memoryLogger(): { logger: Logger; logged: TestService['logged'] } {
  const logged: TestService['logged'] = [];
  const keep =
    (level: string) =>
    (fields: object, message: string): void => {
      logged.push({ level, message, fields });
    };
  const quiet = (): void => undefined;
  const logger: Logger = { debug: quiet, info: quiet, warn: keep('warn'), error: keep('error'), child: () => logger };
  return { logger, logged };
}

/** Serves a service's API on a free port of loopback. */
export async function serve(service: Pick<Service, 'api'>): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer(service.api.handler);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Runs a statement on a service's own database; anew when it was in the way of a transaction of the service's, which goes on. */
export async function sql<Row>(stores: TestStores, statement: string, values: unknown[] = []): Promise<Row[]> {
  const connection = await createConnection({ uri: stores.config.databaseUrl, timezone: 'Z' });
  try {
    for (;;) {
      try {
        const [rows] = await connection.query(statement, values);
        return rows as Row[];
      } catch (error) {
        if ((error as { code?: string }).code !== 'ER_LOCK_DEADLOCK') {
          throw error;
        }
      }
    }
  } finally {
    await connection.end();
  }
}

/** Asks again until `condition` holds. @throws when it does not within `seconds` */
export async function eventually(what: string, condition: () => Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`not within ${String(seconds)} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
