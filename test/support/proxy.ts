import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestStores } from './service.ts';
import { loadConfig } from '../../src/config.ts';

type State = 'open' | 'cut' | 'hanging';

/**
 * Stands before an engine and takes it away, or makes it slow (`slow`):
 *
 *   open ──cut──▶ cut (connections reset, new ones refused) ──restore──▶ open
 *   open ──hang──▶ hanging (everything accepted, nothing said) ──restore──▶ open (what was held goes on)
 */
export class Proxy {
  readonly #target: { host: string; port: number };
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #port = 0;
  #state: State = 'open';
  #trigger: ((sent: Buffer) => boolean) | undefined;
  #delay = 0;

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer((client) => {
      this.#accept(client);
    });
  }

  static async open(target: string): Promise<Proxy> {
    const { hostname, port } = new URL(target);
    const proxy = new Proxy({ host: hostname, port: Number(port) });
    await proxy.#listen();
    return proxy;
  }

  /** The target's address, through this proxy. */
  through(target: string): string {
    const url = new URL(target);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  async cut(): Promise<void> {
    this.#state = 'cut';
    this.#trigger = undefined;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const link of this.#links) {
      link.reset();
    }
    await closed;
  }

  /** Takes the engine away in one of its two ways. */
  async takeAway(way: 'cut' | 'hang'): Promise<void> {
    if (way === 'cut') {
      await this.cut();
    } else {
      this.hang();
    }
  }

  hang(): void {
    this.#state = 'hanging';
    for (const link of this.#links) {
      link.hold();
    }
  }

  /** Each part of an answer comes so many milliseconds later, until `restore`. */
  slow(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  async restore(): Promise<void> {
    this.#trigger = undefined;
    this.#delay = 0;
    if (this.#state === 'cut') {
      await this.#listen();
    }
    this.#state = 'open';
    for (const link of this.#links) {
      link.flow(this.#target);
    }
  }

  /** Cuts by itself as soon as `trigger` says yes to what a client sends; that is not handed on. */
  cutWhen(trigger: (sent: Buffer) => boolean): void {
    this.#trigger = trigger;
  }

  async close(): Promise<void> {
    if (this.#state !== 'cut') {
      await this.cut();
    }
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  #accept(client: Socket): void {
    const passes = (sent: Buffer): boolean => {
      if (this.#trigger?.(sent) !== true) {
        return true;
      }
      void this.cut();
      return false;
    };
    const link = new Link(client, { passes, delay: () => this.#delay });
    this.#links.add(link);
    client.once('close', () => this.#links.delete(link));
    if (this.#state === 'open') {
      link.flow(this.#target);
    }
  }
}

/** One connection of a client, with the one to the engine that was made for it. */
class Link {
  readonly #client: Socket;
  readonly #passes: (sent: Buffer) => boolean;
  readonly #delay: () => number;
  #engine: Socket | undefined;
  #held = true;
  /** Parts of answers are handed on in their order, also when the delay changes meanwhile. */
  #handedOn: Promise<unknown> = Promise.resolve();

  /** @param options.passes whether what the client sends is handed on · `delay` before a part of an answer is, milliseconds */
  constructor(client: Socket, { passes, delay }: { passes: (sent: Buffer) => boolean; delay: () => number }) {
    this.#client = client;
    this.#passes = passes;
    this.#delay = delay;
    client.pause();
    client.on('data', (sent: Buffer) => {
      if (this.#passes(sent) && this.#engine?.write(sent) === false) {
        client.pause();
      }
    });
    client.on('error', () => undefined);
    client.on('end', () => this.#engine?.end());
    client.on('close', () => this.#engine?.destroy());
  }

  flow(target: { host: string; port: number }): void {
    this.#held = false;
    this.#engine ??= this.#connect(target);
    this.#engine.resume();
    this.#client.resume();
  }

  hold(): void {
    this.#held = true;
    this.#client.pause();
    this.#engine?.pause();
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#engine?.destroy();
  }

  #resume(socket: Socket): void {
    if (!this.#held) {
      socket.resume();
    }
  }

  #connect(target: { host: string; port: number }): Socket {
    const engine = connect(target);
    engine.setNoDelay(true);
    engine.on('data', (answer: Buffer) => {
      this.#handOn(() => {
        if (!this.#client.write(answer)) {
          engine.pause();
          this.#client.once('drain', () => {
            this.#resume(engine);
          });
        }
      });
    });
    engine.on('drain', () => {
      this.#resume(this.#client);
    });
    engine.on('error', () => this.#client.resetAndDestroy());
    engine.on('end', () => {
      this.#handOn(() => this.#client.end());
    });
    return engine;
  }

  #handOn(part: () => void): void {
    const delay = this.#delay();
    this.#handedOn = this.#handedOn.then(() => (delay === 0 ? undefined : pause(delay))).then(part);
  }
}

export interface Proxies {
  opensearch: Proxy;
  mysql: Proxy;
  redis: Proxy;
  /** The stores as a service sees them through the proxies. */
  stores: TestStores;
  close: () => Promise<void>;
}

/** A proxy before each engine of `stores`. */
export async function makeProxies(direct: TestStores): Promise<Proxies> {
  const { opensearchUrl, databaseUrl, redisUrl } = direct.config;
  const [opensearch, mysql, redis] = await Promise.all([
    Proxy.open(opensearchUrl),
    Proxy.open(databaseUrl),
    Proxy.open(redisUrl),
  ]);
  const environment = {
    ...direct.environment,
    OPENSEARCH_URL: opensearch.through(opensearchUrl),
    DATABASE_URL: mysql.through(databaseUrl),
    REDIS_URL: redis.through(redisUrl),
  };
  return {
    opensearch,
    mysql,
    redis,
    stores: { environment, config: loadConfig(environment) },
    close: async () => {
      await Promise.all([opensearch.close(), mysql.close(), redis.close()]);
    },
  };
}
