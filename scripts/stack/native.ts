import { localAddresses, type Addresses } from './addresses.ts';
import { databaseEngine } from './database-engine.ts';
import type { Compilation, NativeEngine } from './engine.ts';
import type { Layout } from './layout.ts';
import { openSearchEngine } from './opensearch-engine.ts';
import { readPassword } from './password.ts';
import { readPorts, type Ports } from './ports.ts';
import { redisEngine } from './redis-engine.ts';

/** The engines of this checkout as programs of this machine, and where they listen when they run. */
export interface NativeStack {
  readonly engines: readonly NativeEngine[];
  readonly ports: Ports;
  readonly addresses: Addresses;
}

/**
 * Reads ports and password (made once) and describes the engines; starts nothing.
 * @param compilation of an OpenSearch that is started by what is returned
 */
export async function openNative(layout: Layout, compilation: Compilation = 'thorough'): Promise<NativeStack> {
  const [ports, password] = await Promise.all([readPorts(layout.local), readPassword(layout)]);
  return {
    engines: [openSearchEngine(layout, compilation), databaseEngine(layout, password), redisEngine(layout)],
    ports,
    addresses: localAddresses(ports, password),
  };
}
