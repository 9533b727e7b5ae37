/** What MySQL's and MariaDB's errors mean to us. */

/** 1213 deadlock, 1205 lock wait timeout, 1020 record changed since last read (MariaDB ≥ 11.8 under snapshot isolation). */
const retried = new Set([1213, 1205, 1020]);

/** 1040 too many connections, 1053 shutdown, 1152/1158-1161 network, 1927/2006/2013 connection gone */
const unavailable = new Set([1040, 1053, 1152, 1158, 1159, 1160, 1161, 1927, 2006, 2013]);

const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
]);

interface MysqlError {
  errno?: unknown;
  code?: unknown;
  message?: unknown;
}

function numberOf(error: unknown): number | undefined {
  const errno = (error as MysqlError | null)?.errno;
  return typeof errno === 'number' ? errno : undefined;
}

export function isWorthARetry(error: unknown): boolean {
  return retried.has(numberOf(error) ?? 0);
}

export function isDuplicate(error: unknown): boolean {
  return numberOf(error) === 1062;
}

export function isUnavailable(error: unknown): boolean {
  const { code, message } = (error ?? {}) as MysqlError;
  return (
    unavailable.has(numberOf(error) ?? 0) ||
    (typeof code === 'string' && unavailableCodes.has(code)) ||
    // mysql2 gives no code for a statement on a connection that it knows to be lost.
    (typeof message === 'string' && message.includes('closed state'))
  );
}
