import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { compose, type Overrides, type Service } from './compose.ts';
import { loadConfig, redacted, type Config } from './config.ts';
import { ConfigurationError, UnavailableError } from './kernel/errors.ts';
import type { Logger } from './kernel/log.ts';
import { HttpServer } from './platform/http/http-server.ts';
import { createLogger } from './platform/log/logger.ts';

/** An engine that hangs does not let its connections end; nothing is lost when the process ends without that. */
const partingMilliseconds = 1_000;

/**
 * The process: settings → composition → preparation → roles → signals. What makes it impossible is told on stderr and ends
 * the process with exit code 1.
 * @param overrides what a test may put in the place of the real thing
 */
export async function run(overrides: Overrides = {}): Promise<void> {
  try {
    const config = loadConfig();
    const logger = createLogger({ level: config.logLevel });
    process.on('exit', () => {
      logger.flush();
    });
    logger.info({ config: redacted(config), node: process.version, pid: process.pid }, 'starting');
    const program = new Program(config, logger, overrides);
    stopOnSignals(program, logger);
    await program.start();
  } catch (error) {
    fail(error);
  }
}

/**
 * The service and its HTTP server.
 *
 *   start(): prepare ──▶ listen ──▶ work
 *   stop():  draining, still answering ──SHUTDOWN_DELAY_SECONDS──▶ no new connections ──requests and batch at hand──▶ ended
 */
class Program {
  readonly #config: Config;
  readonly #logger: Logger;
  readonly #service: Service;
  readonly #server: HttpServer;
  #preparing: Promise<void> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(config: Config, logger: Logger, overrides: Overrides) {
    this.#config = config;
    this.#logger = logger;
    this.#service = compose(config, logger, overrides);
    this.#server = new HttpServer({ ...config, handler: this.#service.api.handler });
  }

  async start(): Promise<void> {
    this.#preparing = this.#prepare();
    await this.#preparing;
    if (this.#stopping) {
      return;
    }
    const port = await this.#server.listen();
    this.#logger.info({ url: `http://${this.#config.host}:${String(port)}` }, 'listening');
    tellWhoMayCall(this.#config, this.#logger);
    if (this.#config.role !== 'api') {
      this.#service.worker.start();
      this.#service.polls?.schedule.start();
    }
  }

  /**
   * An engine that is away keeps nobody from what works without it: the process starts, and prepares when the engine is
   * back.
   */
  async #prepare(): Promise<void> {
    try {
      await this.#service.prepare();
      this.#service.inclusion.warmUp();
    } catch (error) {
      if (!(error instanceof UnavailableError)) {
        throw error;
      }
      if (this.#stopping) {
        return;
      }
      this.#logger.warn({ err: error }, 'an engine is away, starting without it');
      this.#again = setTimeout(() => {
        this.#preparing = this.#prepare();
        this.#preparing.catch(fail);
      }, 1_000);
    }
  }

  /** Takes at most SHUTDOWN_DELAY_SECONDS and DRAIN_SECONDS, and a second for parting. @returns whether all was ended in time */
  async stop(): Promise<'drained' | 'late'> {
    this.#stopping = true;
    clearTimeout(this.#again);
    this.#service.drain();
    this.#server.drain();
    const worked = this.#service.worker.stop();
    // Only who is sent requests by a balancer must wait until that one looks again.
    if (this.#server.listening && this.#config.role !== 'worker') {
      await pause(this.#config.shutdownDelaySeconds * 1_000);
    }
    // Migrations must not be left half done.
    const ended = Promise.all([worked, this.#server.close(), this.#preparing.catch(() => undefined)]);
    const outcome = await Promise.race([
      ended.then(() => 'drained' as const),
      pause(this.#config.drainSeconds * 1_000, 'late' as const),
    ]);
    if (outcome === 'drained') {
      await Promise.race([this.#service.stop(), pause(partingMilliseconds)]);
    }
    return outcome;
  }
}

function tellWhoMayCall({ accessControl, jwtSecret, jwksUrl }: Config, logger: Logger): void {
  if (accessControl === 'off') {
    logger.warn({}, 'access control is off: everybody who reaches the service may do everything');
  } else if (jwtSecret === undefined && jwksUrl === undefined) {
    logger.warn({}, 'neither JWT_SECRET nor JWKS_URL is given: only API keys are accepted');
  }
}

/** The first SIGINT or SIGTERM stops the program, the second one ends it at once. */
function stopOnSignals(program: Program, logger: Logger): void {
  let told = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (told) {
        logger.warn({ signal }, 'told again to stop: ending at once');
        process.exit(128 + constants.signals[signal]);
      }
      told = true;
      logger.info({ signal }, 'stopping');
      program.stop().then(
        (outcome) => {
          if (outcome === 'late') {
            logger.warn({}, 'not drained in time; what is undecided stays on the work list');
          } else {
            logger.info({}, 'stopped');
          }
          process.exit(0);
        },
        (error: unknown) => {
          logger.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
    });
  }
}

/** Before logging is set up, and for a human at a terminal: settings and taken ports are told plainly. */
function fail(error: unknown): never {
  const known = error instanceof ConfigurationError;
  process.stderr.write(`${known ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
}
