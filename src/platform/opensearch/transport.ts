import * as connection from '@opensearch-project/opensearch/lib/Connection.js';
import { ConnectionPool } from '@opensearch-project/opensearch/lib/pool/index.js';
import * as serializer from '@opensearch-project/opensearch/lib/Serializer.js';
import * as transport from '@opensearch-project/opensearch/lib/Transport.js';
import type { TransportRequestOptions, TransportRequestParams } from '@opensearch-project/opensearch/lib/Transport.js';

// Their declarations say that the class is the member `default` of what they export; it is what they export.
const Connection = asExported(connection);
const Serializer = asExported(serializer);
const Transport = asExported(transport);

export interface TransportOptions {
  /** http(s)://host:port, without credentials. */
  url: string;
  /** Milliseconds after which a request that says nothing of its own is given up. */
  timeout: number;
  auth: { username: string; password: string } | undefined;
}

/**
 * What the client library sends requests with: connections that are kept, serialization, its errors. Its `Client` is this and a
 * function for each of the engine's some 500 operations, in a file each, which take longer to load than the rest of the library.
 */
export class OpenSearchTransport {
  readonly #pool: ConnectionPool;
  readonly #transport: InstanceType<typeof Transport>;

  constructor({ url, timeout, auth }: TransportOptions) {
    const emit = (): boolean => false;
    this.#pool = new ConnectionPool({ emit, Connection, pingTimeout: 3_000, ...(auth === undefined ? {} : { auth }) });
    this.#pool.addConnection(url);
    this.#transport = new Transport({
      emit,
      connectionPool: this.#pool,
      serializer: new Serializer(),
      maxRetries: 0,
      requestTimeout: timeout,
      sniffEndpoint: '_nodes/_all/http',
    });
  }

  /** @throws what `lib/errors.js` of the library declares */
  async request(params: TransportRequestParams, options: TransportRequestOptions): Promise<{ body: unknown }> {
    return this.#transport.request(params, options);
  }

  /** Ends the connections. */
  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#pool.empty(resolve);
    });
  }
}

function asExported<Class>(module: { default: { default: Class } | Class }): Class {
  return module.default as Class;
}
