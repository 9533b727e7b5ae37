import { randomBytes } from 'node:crypto';
import { compose, type Service } from '../../../src/compose.ts';
import type { Logger } from '../../../src/kernel/log.ts';
import { Client } from '../../support/client.ts';
import { makeStores, serve, type TestStores } from '../../support/service.ts';

export interface LogLine {
  level: string;
  message: string;
  fields: Record<string, unknown>;
}

/** A service that sends its traces to `url`, served, its worker not started. */
export interface TracedService {
  service: Service;
  stores: TestStores;
  api: Client;
  /** All that it logged. */
  lines: LogLine[];
  stop: () => Promise<void>;
}

export async function makeTraced(url: string, settings: Record<string, string> = {}): Promise<TracedService> {
  const stores = await makeStores({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...settings });
  return runTraced(stores);
}

export async function runTraced(stores: TestStores): Promise<TracedService> {
  const lines: LogLine[] = [];
  const keep =
    (level: string) =>
    (fields: object, message: string): void => {
      lines.push({ level, message, fields: { ...fields } });
    };
  const logger: Logger = {
    debug: keep('debug'),
    info: keep('info'),
    warn: keep('warn'),
    error: keep('error'),
    child: () => logger,
  };
  const service = compose(stores.config, logger);
  await service.prepare();
  const served = await serve(service);
  return {
    service,
    stores,
    api: new Client(served.url),
    lines,
    stop: async () => {
      await served.close();
      await service.worker.stop();
      await service.stop();
    },
  };
}

/** A caller's span, as he would send it. */
export function newCaller(sampled = true): { traceId: string; spanId: string; traceparent: string } {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}` };
}
