import { Redis } from 'ioredis';

/**
 * Does some work on a Redis and closes the connection.
 * @throws Error of the connection when there is none (`code` is `ECONNREFUSED` when nobody listens), or what the work throws
 */
export async function withRedis<T>(address: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(address, {
    lazyConnect: true,
    connectTimeout: 5_000,
    commandTimeout: 30_000,
    retryStrategy: () => null,
  });
  // A connection that fails tells why in an event; the command only says that it was closed.
  let failure: unknown;
  redis.on('error', (error: unknown) => (failure = error));
  try {
    await redis.connect();
    return await work(redis);
  } catch (error) {
    throw failure ?? error;
  } finally {
    redis.disconnect();
  }
}
