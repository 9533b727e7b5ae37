import type { Logger } from '../../kernel/log.ts';
import type { Tracing } from '../../kernel/tracing.ts';

/** Adds `traceId` to the lines that are written in the course of a recorded request or job. */
export function tracedLogger(logger: Logger, tracing: Pick<Tracing, 'traceId'>): Logger {
  const traced =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: object, message: string): void => {
      const traceId = tracing.traceId();
      logger[level](traceId === undefined ? fields : { ...fields, traceId }, message);
    };
  return {
    debug: traced('debug'),
    info: traced('info'),
    warn: traced('warn'),
    error: traced('error'),
    child: (fields) => tracedLogger(logger.child(fields), tracing),
  };
}
