import type { Writer } from '../../src/inclusion/port.ts';

/** A script is run by who may do everything. @param name of the script, for the audit log */
export function scriptWriter(name: string): Writer {
  return {
    author: { name: `script:${name}`, requestId: null },
    assertMay: () => undefined,
    covers: () => true,
  };
}
