import { createHash } from 'node:crypto';

export interface StoredItem {
  id: number;
  key: string;
  type: string;
}

export interface StoredQuery {
  id: number;
  uuid: string;
}

/**
 * All memberships of a moment, one bit a pair: 6 MB for 33,500 items and 1,439 queries. Items and queries are named by
 * their places in `items` and `queries`, which are sorted by key and uuid.
 */
export class Memberships {
  readonly items: readonly StoredItem[];
  readonly queries: readonly StoredQuery[];
  readonly itemByKey: ReadonlyMap<string, number>;
  readonly queryByUuid: ReadonlyMap<string, number>;
  readonly #itemById: ReadonlyMap<number, number>;
  readonly #queryById: ReadonlyMap<number, number>;
  readonly #bits: readonly Uint8Array[];
  #count = 0;

  constructor(items: readonly StoredItem[], queries: readonly StoredQuery[]) {
    this.items = items.toSorted((left, right) => (left.key < right.key ? -1 : 1));
    this.queries = queries.toSorted((left, right) => (left.uuid < right.uuid ? -1 : 1));
    this.itemByKey = new Map(this.items.map(({ key }, place) => [key, place]));
    this.queryByUuid = new Map(this.queries.map(({ uuid }, place) => [uuid, place]));
    this.#itemById = new Map(this.items.map(({ id }, place) => [id, place]));
    this.#queryById = new Map(this.queries.map(({ id }, place) => [id, place]));
    this.#bits = this.queries.map(() => new Uint8Array(Math.ceil(items.length / 8)));
  }

  /** @throws Error when the item or the query is not one of these: then the row points nowhere */
  add(queryId: number, contentId: number): void {
    const item = this.#itemById.get(contentId);
    const bits = this.#bits[this.#queryById.get(queryId) ?? -1];
    if (item === undefined || bits === undefined) {
      throw new Error(
        `a membership of query ${String(queryId)} and item ${String(contentId)}, which do not both exist`,
      );
    }
    bits[item >> 3] = (bits[item >> 3] ?? 0) | (1 << (item & 7));
    this.#count += 1;
  }

  has(query: number, item: number): boolean {
    return (((this.#bits[query]?.[item >> 3] ?? 0) >> (item & 7)) & 1) === 1;
  }

  get count(): number {
    return this.#count;
  }

  /** The places of a query's members, ascending. */
  membersOf(query: number): number[] {
    const members: number[] = [];
    for (let item = 0; item < this.items.length; item += 1) {
      if (this.has(query, item)) {
        members.push(item);
      }
    }
    return members;
  }

  /** SHA-256 over the lines `query uuid, blank, content key`, sorted by uuid and then by key. */
  checksum(): string {
    const hash = createHash('sha256');
    for (const [query, { uuid }] of this.queries.entries()) {
      const lines = this.membersOf(query).map((item) => `${uuid} ${this.items[item]?.key ?? ''}\n`);
      hash.update(lines.join(''));
    }
    return hash.digest('hex');
  }
}
