import type { Registry } from 'prom-client';
import { gaugesOf } from './gauges-of.ts';
import { readInTime } from './read-in-time.ts';

/** Items that wait for their place in the space of a remote model, or for their document with it. */
export interface PlacesLeft {
  waiting: number;
  /** Of these, those whose texts the service refused again and again. */
  failing: number;
}

/** @param read asks the database @param patience how long whoever scrapes waits for it, milliseconds */
export function watchPlaces(registry: Registry, read: () => Promise<PlacesLeft>, patience: number): void {
  const look = readInTime(read, patience);
  const gauge = gaugesOf(registry, look);
  gauge('search_places_waiting', 'Items that are not found by meaning yet', ({ waiting }) => waiting);
  gauge(
    'search_places_failing',
    'Items whose texts the embedding provider refused again and again',
    ({ failing }) => failing,
  );
}
