import type { Logger } from '../../src/kernel/log.ts';

/** A command talks to a person: warnings and errors go to stderr as one line each, the rest is not said. */
export function silentLogger(): Logger {
  const tell = (fields: object, message: string): void => {
    const { err, reason } = fields as { err?: unknown; reason?: unknown };
    const why = err instanceof Error ? err.message : reason;
    process.stderr.write(`${message}${typeof why === 'string' ? `: ${why}` : ''}\n`);
  };
  const quiet = (): void => undefined;
  const logger: Logger = { debug: quiet, info: quiet, warn: tell, error: tell, child: () => logger };
  return logger;
}
