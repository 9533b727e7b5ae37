import { createServer, type Server } from 'node:http';
import { compose, type Service } from './compose.ts';
import { loadConfig, redacted, type Config } from './config.ts';
import { ConfigurationError, UnavailableError } from './kernel/errors.ts';
import type { Logger } from './kernel/log.ts';
import { createLogger } from './platform/log/logger.ts';

/** The process: settings → composition → preparation → roles → signals. */
async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger({ level: config.logLevel });
  logger.info({ config: redacted(config), node: process.version, pid: process.pid }, 'starting');
  const service = compose(config, logger);
  const server = createServer(service.api.handler);
  stopOnSignals(config, logger, service, server);
  process.on('exit', () => {
    logger.flush();
  });

  await prepare(service, logger);
  await listen(server, config);
  logger.info({ url: `http://${config.host}:${String(config.port)}` }, 'listening, without access control');
  if (config.role !== 'api') {
    service.worker.start();
  }
}

/**
 * An engine that is away keeps nobody from what works without it: the process starts, and prepares when the engine is back.
 */
async function prepare(service: Service, logger: Logger): Promise<void> {
  try {
    await service.prepare();
  } catch (error) {
    if (!(error instanceof UnavailableError)) {
      throw error;
    }
    logger.warn({ err: error }, 'an engine is away, starting without it');
    setTimeout(() => {
      prepare(service, logger).catch(fail);
    }, 1_000);
  }
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigurationError(`port ${String(config.port)} is taken: set PORT to another one`, { cause: error })
          : error,
      );
    });
    server.listen(config.port, config.host, resolve);
  });
}

/** SIGINT and SIGTERM: no new requests, those at hand end, the worker ends its batch, then the connections close. */
function stopOnSignals(config: Config, logger: Logger, service: Service, server: Server): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) {
      return;
    }
    stopping = true;
    logger.info({ signal }, 'stopping');
    const deadline = setTimeout(() => {
      logger.warn({ seconds: config.drainSeconds }, 'not drained in time; what is undecided stays on the work list');
      process.exit(0);
    }, config.drainSeconds * 1_000);
    deadline.unref();
    await Promise.all([
      service.worker.stop(),
      new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      }),
    ]);
    await service.stop();
    logger.info({}, 'stopped');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      });
    });
  }
}

/** Before logging is set up, and for a human at a terminal: settings and taken ports are told plainly. */
function fail(error: unknown): never {
  const known = error instanceof ConfigurationError;
  process.stderr.write(`${known ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
}

main().catch(fail);
