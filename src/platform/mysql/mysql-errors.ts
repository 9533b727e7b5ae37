import { UnavailableError } from '../../kernel/errors.ts';
import type { CallOutcome, RetryReason } from '../../kernel/metrics.ts';

/** What MySQL's and MariaDB's errors mean to us. */

/** 1020: the record changed since it was last read (MariaDB ≥ 11.8 under snapshot isolation). */
const retried = new Map<number, RetryReason>([
  [1213, 'deadlock'],
  [1205, 'lock_wait'],
  [1020, 'changed'],
]);

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

/** Why a transaction that failed so is run again; undefined when it is not. */
export function retryReason(error: unknown, options: { retryDuplicates?: boolean }): RetryReason | undefined {
  const number = numberOf(error) ?? 0;
  return number === 1062 && options.retryDuplicates === true ? 'duplicate' : retried.get(number);
}

/** What a use case throws to take its own work back is no failure of the database. */
export function outcomeOfTransaction(error: unknown): CallOutcome {
  if (error instanceof UnavailableError && error.dependency === 'mysql') {
    return 'unavailable';
  }
  return numberOf(error) === undefined ? 'ok' : 'error';
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
