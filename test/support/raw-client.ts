import { connect, type Socket } from 'node:net';

/** A connection on which a test says word by word what it wants to say. */
export class RawClient {
  /** Everything that came, bytes as characters. */
  received = '';
  ended = false;
  /** Resolves when the connection is over, from whatever side. */
  readonly over: Promise<void>;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1').on('data', (text: string) => (this.received += text));
    // A connection that is reset is over too.
    socket.on('error', () => undefined);
    this.over = new Promise((resolve) => {
      socket.once('close', () => {
        this.ended = true;
        resolve();
      });
    });
  }

  /** @throws Error when nobody listens there */
  static open(url: string): Promise<RawClient> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => {
        socket.off('error', reject);
        resolve(new RawClient(socket));
      });
      socket.once('error', reject);
    });
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Takes nothing in until `resume`, so that the other side cannot send either. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }
}
