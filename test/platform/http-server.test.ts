import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { ConfigurationError } from '../../src/kernel/errors.ts';
import { HttpServer } from '../../src/platform/http/http-server.ts';
import { RawClient } from '../support/raw-client.ts';
import { eventually } from '../support/service.ts';

const ask = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';
const post = (length: number): string => `POST / HTTP/1.1\r\nHost: test\r\nContent-Length: ${String(length)}\r\n\r\n`;

describe('HTTP server', function () {
  this.timeout(30_000);
  let server: HttpServer;
  let url: string;
  const clients: RawClient[] = [];
  /** Requests whose headers have come, each with its answer, which the test gives. */
  let asked: { request: IncomingMessage; response: ServerResponse }[];

  afterEach(async () => {
    for (const client of clients.splice(0)) {
      client.close();
    }
    await server.close();
  });

  async function start(requestSeconds = 60): Promise<void> {
    asked = [];
    server = new HttpServer({
      host: '127.0.0.1',
      port: 0,
      requestSeconds,
      handler: (request, response) => asked.push({ request, response }),
    });
    url = `http://127.0.0.1:${String(await server.listen())}`;
  }
  async function open(): Promise<RawClient> {
    const client = await RawClient.open(url);
    clients.push(client);
    return client;
  }
  /** The answer to the request that comes as number `count`, from 1. */
  async function answerTo(count: number): Promise<ServerResponse> {
    await eventually(`request ${String(count)}`, () => Promise.resolve(asked.length >= count));
    const one = asked[count - 1];
    expect(one).not.to.equal(undefined);
    return (one as { response: ServerResponse }).response;
  }
  const receives = (client: RawClient, pattern: RegExp): Promise<void> =>
    eventually(`${String(pattern)} in ${client.received}`, () => Promise.resolve(pattern.test(client.received)));

  it('keeps connections longer than a balancer does', async () => {
    await start();
    const client = await open();
    client.send(ask);
    (await answerTo(1)).end('one');
    await receives(client, /one$/);
    expect(client.received).to.match(/^HTTP\/1\.1 200 .*\r\nKeep-Alive: timeout=75\r\n/s);
    client.send(ask);
    (await answerTo(2)).end('two');
    await receives(client, /two$/);
  });

  it('answers everything while it drains, and lets each connection end with its answer', async () => {
    await start();
    const [atHand, kept] = [await open(), await open()];
    kept.send(ask);
    (await answerTo(1)).end('before');
    await receives(kept, /before$/);
    expect(kept.received).not.to.match(/Connection: close/i);
    atHand.send(ask);
    await answerTo(2);

    server.drain();
    const fresh = await open();
    for (const [index, client] of [kept, fresh].entries()) {
      client.send(ask);
      (await answerTo(3 + index)).end('draining');
    }
    (await answerTo(2)).end('draining');
    for (const client of [atHand, kept, fresh]) {
      await client.over;
      expect(client.received).to.match(/Connection: close\r\n.*draining$/s);
    }
    expect(server.listening).to.equal(true);
  });

  it('closes at once when all connections are between two requests, or never had one', async () => {
    await start();
    const [used, unused] = [await open(), await open()];
    used.send(ask);
    (await answerTo(1)).end('used');
    await receives(used, /used$/);
    await server.close();
    await Promise.all([used.over, unused.over]);
    expect(await open().catch((error: unknown) => (error as NodeJS.ErrnoException).code)).to.equal('ECONNREFUSED');
  });

  it('waits for requests at hand, also for those that have only begun to come', async () => {
    await start();
    const [whole, begun] = [await open(), await open()];
    // Sent first, so it has come when the other one has.
    begun.send(ask.slice(0, 20));
    whole.send(ask);
    await answerTo(1);
    let closed = false;
    const closing = server.close().then(() => (closed = true));
    begun.send(ask.slice(20));
    (await answerTo(2)).end('begun');
    await begun.over;
    expect(begun.received).to.match(/Connection: close\r\n.*begun$/s);
    expect(closed).to.equal(false);
    (await answerTo(1)).end('whole');
    await closing;
    await whole.over;
    expect(whole.received).to.match(/whole$/);
  });

  it('sends a large answer whole to a slow reader, and then ends the connection', async () => {
    await start();
    const client = await open();
    client.send(ask);
    client.pause();
    const size = 30_000_000;
    const response = await answerTo(1);
    response.writeHead(200, { 'Content-Length': size });
    response.end(Buffer.alloc(size, 'x'));
    const closing = server.close();
    client.resume();
    await client.over;
    expect(client.received.length).to.be.greaterThan(size);
    await closing;
  });

  it('closes after a body that was still coming when its request had been refused', async () => {
    await start();
    const client = await open();
    client.send(post(10) + '12345');
    const refusal = await answerTo(1);
    refusal.statusCode = 413;
    refusal.end('refused');
    await receives(client, /refused$/);
    client.send('67890');
    const { request } = asked[0] as { request: IncomingMessage };
    await eventually('all has come', () => Promise.resolve(request.closed));
    await server.close();
    await client.over;
  });

  for (const [what, begin, drip] of [
    ['headers that never end', 'GET / HTTP/1.1\r\nHost: test\r\n', 'X-Drip: 1\r\n'],
    ['a body that never ends', post(1_000_000), 'x'],
    ['half a request, and then nothing', post(10) + '12345', ''],
    ['nothing but a beginning', 'GET / HT', ''],
  ] as const) {
    it(`refuses ${what}, while others are answered`, async () => {
      await start(1);
      const slow = await open();
      slow.send(begin);
      const dripping = setInterval(() => {
        slow.send(drip);
      }, 50);
      try {
        await slow.over;
      } finally {
        clearInterval(dripping);
      }
      expect(slow.received).to.match(/^HTTP\/1\.1 408 .*Connection: close/s);
      const other = await open();
      const count = asked.length;
      other.send(ask);
      (await answerTo(count + 1)).end('other');
      await receives(other, /200 OK.*other$/s);
    });
  }

  it('goes on with its time limits while it closes', async () => {
    await start(1);
    const slow = await open();
    slow.send(post(10) + '12345');
    await answerTo(1);
    await server.close();
    await slow.over;
    expect(slow.received).to.match(/^HTTP\/1\.1 408 /);
  });

  it('does not hurry an answer that takes longer than a request may', async () => {
    await start(1);
    const [client, slow] = [await open(), await open()];
    client.send(ask);
    await answerTo(1);
    // Whose time is up shows that the first one's would be too.
    slow.send(post(10));
    await slow.over;
    (await answerTo(1)).end('late');
    await receives(client, /200 OK.*late$/s);
  });

  it('says which port is taken', async () => {
    await start();
    const port = Number(new URL(url).port);
    const second = new HttpServer({ host: '127.0.0.1', port, requestSeconds: 60, handler: () => undefined });
    const refused = await second.listen().catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ConfigurationError);
    expect((refused as Error).message).to.include(String(port));
  });
});
