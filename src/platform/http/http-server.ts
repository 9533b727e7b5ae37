import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { ConfigurationError } from '../../kernel/errors.ts';

export interface HttpServerOptions {
  handler: (request: IncomingMessage, response: ServerResponse) => void;
  host: string;
  port: number;
  /** The longest that a client may take to send its headers, and its whole request, seconds. It gets 408 then. */
  requestSeconds: number;
}

/**
 * How long a connection is kept between two requests. Balancers keep theirs for 60 s, as most come: who keeps it longer is
 * never the one who ends it while a request is on its way.
 */
const keepAliveMilliseconds = 75_000;

/** What is known of an open connection. */
interface Connection {
  /** Answers that are not sent yet. */
  readonly answers: Set<ServerResponse>;
  /** Bytes that had come when a request or an answer last ended; more of them belong to a request that is on its way. */
  read: number;
}

/**
 * Serves HTTP, and stops without losing a request:
 *
 *   listening ──drain()──▶ draining ──close()──▶ closed
 *
 * While it drains everything is answered as before, new connections too, but each answer ends its connection
 * (`Connection: close`), so that clients which keep theirs turn to other processes. Closing takes no new connections, ends
 * those that are between two requests, and waits for those that are not.
 */
export class HttpServer {
  readonly #server: Server;
  readonly #options: HttpServerOptions;
  readonly #connections = new Map<Socket, Connection>();
  #state: 'listening' | 'draining' | 'closing' = 'listening';

  constructor(options: HttpServerOptions) {
    this.#options = options;
    const milliseconds = options.requestSeconds * 1_000;
    this.#server = createServer(
      {
        headersTimeout: milliseconds,
        requestTimeout: milliseconds,
        // How late a time-out may be found out.
        connectionsCheckingInterval: Math.min(5_000, milliseconds / 4),
        keepAliveTimeout: keepAliveMilliseconds,
      },
      (request, response) => {
        this.#follow(request, response);
        options.handler(request, response);
      },
    );
    this.#server.on('connection', (socket) => {
      this.#connections.set(socket, { answers: new Set(), read: 0 });
      socket.once('close', () => this.#connections.delete(socket));
    });
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /**
   * @returns the port, which is another than asked for when that was 0
   * @throws ConfigurationError when the port is taken
   */
  listen(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'EADDRINUSE'
            ? new ConfigurationError(`port ${String(port)} is taken: set PORT to another one`, { cause: error })
            : error,
        );
      });
      this.#server.listen(port, host, () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  drain(): void {
    if (this.#state !== 'listening') {
      return;
    }
    this.#state = 'draining';
    for (const { answers } of this.#connections.values()) {
      for (const answer of answers) {
        endConnectionWith(answer);
      }
    }
  }

  /** Resolves when every request at hand is answered; there is no limit to how long that takes. */
  async close(): Promise<void> {
    this.drain();
    this.#state = 'closing';
    if (!this.#server.listening) {
      return;
    }
    // Not `#server.close()`: that also cuts off answers which are written but not sent yet, and ends the time limits.
    const closed = new Promise((resolve) => NetServer.prototype.close.call(this.#server, resolve));
    for (const socket of this.#connections.keys()) {
      this.#endBetweenRequests(socket);
    }
    await closed;
  }

  #follow(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    connection?.answers.add(response);
    if (this.#state !== 'listening') {
      endConnectionWith(response);
    }
    const ended = (): void => {
      if (connection !== undefined) {
        connection.read = socket.bytesRead;
      }
      if (this.#state === 'closing') {
        this.#endBetweenRequests(socket);
      }
    };
    // Either may be the last: a request can be refused before it is whole.
    request.once('close', ended);
    response.once('close', () => {
      connection?.answers.delete(response);
      ended();
    });
  }

  #endBetweenRequests(socket: Socket): void {
    const connection = this.#connections.get(socket);
    if (connection?.answers.size === 0 && connection.read === socket.bytesRead) {
      socket.destroy();
    }
  }
}

/** An answer whose head is sent already cannot say so any more; its connection ends with its next one. */
function endConnectionWith(response: ServerResponse): void {
  if (!response.headersSent) {
    response.setHeader('Connection', 'close');
  }
}
