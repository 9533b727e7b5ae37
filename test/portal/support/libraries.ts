import algoliasearch from 'algoliasearch';
import { algoliasearch as algoliasearch5 } from 'algoliasearch5';
import { liteClient } from 'algoliasearch5/lite';

/** Longer than any answer takes: seconds in version 4, milliseconds in version 5. */
const patience = { connect: 30, read: 30, write: 30 };
const patience5 = { connect: 30_000, read: 30_000, write: 30_000 };

/** Version 4, which is the same in its full and its lite build under Node. @param url of the service */
export function version4(url: string, key: string) {
  const { host } = new URL(url);
  return algoliasearch.default('any', key, {
    hosts: [{ url: host, protocol: 'http', accept: 3 }],
    timeouts: patience,
  });
}

/** Version 5. */
export function version5(url: string, key: string) {
  return algoliasearch5('any', key, optionsOf(url));
}

/** Version 5, the build that only searches, and has its key in the address. */
export function version5Lite(url: string, key: string) {
  return liteClient('any', key, optionsOf(url));
}

function optionsOf(url: string) {
  const { hostname, port } = new URL(url);
  return {
    hosts: [{ url: hostname, port: Number(port), protocol: 'http' as const, accept: 'readWrite' as const }],
    timeouts: patience5,
  };
}
