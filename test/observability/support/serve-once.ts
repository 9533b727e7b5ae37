/**
 * Serves one request in a process of its own, whose settings are its environment, and writes what it loaded of OpenTelemetry
 * as JSON. Run by trace-endpoint.test.ts.
 */
import { registerHooks } from 'node:module';

export interface ServedOnce {
  /** Of the answer. */
  status: number;
  /** Packages of OpenTelemetry, without their scope. */
  loaded: string[];
}

const loaded = new Set<string>();
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const [, name] = /\/node_modules\/@opentelemetry\/([^/]+)\//.exec(resolved.url) ?? [];
    if (name !== undefined) {
      loaded.add(name);
    }
    return resolved;
  },
});

// After the hook is in place.
const { runTraced } = await import('./traced-service.ts');
const { loadConfig } = await import('../../../src/config.ts');
const traced = await runTraced({ config: loadConfig(), environment: {} });
const { status } = await traced.api.post('/api/v1/content-metadata/', {
  content_type: 'course',
  key: `Once+${String(process.pid)}`,
  title: 'Once',
});
const served: ServedOnce = { status, loaded: [...loaded].sort() };
process.stdout.write(JSON.stringify(served));
await traced.stop();
