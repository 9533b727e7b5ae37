import type { AuditRecord } from '../../../src/access/port.ts';
import type { NewCatalog, Writer, WrittenFilter } from '../../../src/inclusion/port.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import { uuidOf } from '../../support/documents.ts';
import { operator } from '../../support/writers.ts';
import { audit, openAccess, type AccessWorld } from './world.ts';

/** Two customers. */
export const [a, b] = [uuidOf('customer a'), uuidOf('customer b')];

export const admin: Writer = { ...operator, author: { name: 'user:admin', requestId: 'request-7' } };

export function filter(value: object): WrittenFilter {
  const text = JSON.stringify(value);
  return { text, node: parseJson(text) };
}

/** A catalog of customer a, with the filter of all courses unless told otherwise. */
export function catalog(more: Partial<NewCatalog> = {}): NewCatalog {
  return {
    title: 'First steps',
    enterpriseUuid: a,
    enterpriseName: null,
    query: { filter: filter({ content_type: 'course' }) },
    ...more,
  };
}

export function shown(entries: readonly (AuditRecord | undefined)[]): unknown[] {
  return entries.map((one) => [one?.action, one?.subject, one?.customer]);
}

/** A service and what its writes append. */
export class AuditWorld {
  readonly world: AccessWorld;
  #seen = 0;

  private constructor(world: AccessWorld) {
    this.world = world;
  }

  static async open(): Promise<AuditWorld> {
    return new AuditWorld(await openAccess({}));
  }

  /** What was appended since the last call, oldest first. */
  async appended(): Promise<AuditRecord[]> {
    const entries = (await audit(this.world.access)).filter(({ id }) => id > this.#seen);
    this.#seen = entries.at(-1)?.id ?? this.#seen;
    return entries;
  }
}
