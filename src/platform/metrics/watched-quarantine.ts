import type { Registry } from 'prom-client';
import { gaugesOf } from './gauges-of.ts';

/** See `QuarantineCounts` in replication/port.ts. */
export interface QuarantineSize {
  documents: number;
  stale: number;
  oldestSeconds: number;
}

/** @param look reads it; undefined while the database does not answer */
export function watchQuarantine(registry: Registry, look: () => Promise<QuarantineSize | undefined>): void {
  const gauge = gaugesOf(registry, look);
  gauge('content_quarantined', 'Documents that broke the contract and wait', ({ documents }) => documents);
  gauge(
    'content_stale',
    'Items whose latest version is in quarantine, so that an older one is in force',
    ({ stale }) => stale,
  );
  gauge('content_quarantine_seconds', 'Since the first of them came', ({ oldestSeconds }) => oldestSeconds);
}
