/** Content type → field → kind (or `none`, for documents without the field) → keys. Plain JSON: names come from documents, so no objects. */
export type KeptSamples = [type: string, field: string, kind: string, keys: string[]][];

const perKind = 3;
const longestKey = 255;

/** The first three keys of documents for each kind of each field. */
export class Samples {
  readonly #byType = new Map<string, Map<string, Map<string, string[]>>>();

  /** @param kept what was found in the same run before */
  constructor(kept: KeptSamples = []) {
    for (const [type, field, kind, keys] of kept) {
      this.#list({ type, field, kind }).push(...keys);
    }
  }

  add(of: { type: string; field: string; kind: string }, key: string): void {
    const keys = this.#list(of);
    if (keys.length < perKind) {
      keys.push(key.slice(0, longestKey));
    }
  }

  of({ type, field, kind }: { type: string; field: string; kind: string }): string[] {
    return this.#byType.get(type)?.get(field)?.get(kind) ?? [];
  }

  kept(): KeptSamples {
    return [...this.#byType].flatMap(([type, fields]) =>
      [...fields].flatMap(([field, kinds]) =>
        [...kinds].map(([kind, keys]): KeptSamples[number] => [type, field, kind, keys]),
      ),
    );
  }

  #list({ type, field, kind }: { type: string; field: string; kind: string }): string[] {
    const fields = entryOf(this.#byType, type, () => new Map<string, Map<string, string[]>>());
    const kinds = entryOf(fields, field, () => new Map<string, string[]>());
    return entryOf(kinds, kind, (): string[] => []);
  }
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
