const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `value` is spelled as a uuid (any version, either case). */
export function isUuid(value: string): boolean {
  return uuidForm.test(value);
}

/**
 * An id and a revision in one integer, so that one doc value tells which revision of which row a hit stands for:
 * id · 2^20 + revision. Safe as a JavaScript number while id < 2^33 and revision < 2^20 (one million changes of one row).
 */
export interface Stamp {
  id: number;
  revision: number;
}

const revisions = 2 ** 20;

export function packStamp(id: number, revision: number): number {
  if (revision >= revisions) {
    throw new RangeError(`row ${String(id)} has reached revision ${String(revision)}, past what a stamp can hold`);
  }
  return id * revisions + revision;
}

export function unpackStamp(stamp: number): Stamp {
  const id = Math.floor(stamp / revisions);
  return { id, revision: stamp - id * revisions };
}
