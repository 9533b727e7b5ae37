import { expect } from 'chai';
import type { Logger } from '../../src/kernel/log.ts';
import { createMetrics } from '../../src/platform/metrics/metrics.ts';
import { WakeQueue } from '../../src/platform/queue/wake-queue.ts';
import { ProcessTracing } from '../../src/platform/tracing/tracing.ts';
import { makeProxies } from '../support/proxy.ts';
import { eventually, makeStores, type TestStores } from '../support/service.ts';

const quiet = (): void => undefined;
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet, child: () => logger };

describe('wakes', function () {
  this.timeout(30_000);
  const queues: WakeQueue[] = [];

  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.stop()));
  });

  /** A queue on these stores that can ask, and is ready. */
  async function connect({ config }: TestStores): Promise<WakeQueue> {
    const queue = new WakeQueue({
      url: config.redisUrl,
      prefix: config.redisPrefix,
      logger,
      metrics: createMetrics({ version: 'test', role: 'worker' }),
      tracing: new ProcessTracing(undefined, logger),
    });
    queues.push(queue);
    await eventually('connected', () =>
      queue.ping().then(
        () => true,
        () => false,
      ),
    );
    return queue;
  }

  it('go to one process each, and to none that hears no more: what still comes to it is sent on', async () => {
    const stores = await makeStores();
    const [leaving, staying, sender] = [await connect(stores), await connect(stores), await connect(stores)];
    const heard = { leaving: 0, staying: 0 };
    leaving.listen(() => (heard.leaving += 1));
    sender.send();
    await eventually('it hears', () => Promise.resolve(heard.leaving === 1));

    // Its question to Redis is on its way, and will be answered with the next wake.
    leaving.deafen();
    sender.send();
    staying.listen(() => (heard.staying += 1));
    for (let count = 0; count < 20; count += 1) {
      sender.send();
    }
    await eventually('all are heard', () => Promise.resolve(heard.staying === 21));
    expect(heard.leaving).to.equal(1);
  });

  it('hold up nobody who parts from a Redis that hangs', async () => {
    const proxies = await makeProxies(await makeStores());
    const queue = await connect(proxies.stores);
    queue.listen(quiet);
    proxies.redis.hang();
    const began = performance.now();
    queue.deafen();
    await queue.stop();
    expect(performance.now() - began).to.be.lessThan(5_000);
    await proxies.close();
  });
});
