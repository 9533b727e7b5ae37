import type { ChangesScope, Inclusion, MembershipChange } from '../../src/inclusion/port.ts';
import { sql, type TestStores } from './service.ts';

/** Follows the feed of changes as a client would: keeps members by query, and asks the database only where it is told to. */
export class Follower {
  readonly members = new Map<string, Set<string>>();
  readonly seen: MembershipChange[] = [];
  readonly #stores: TestStores;
  readonly #inclusion: Pick<Inclusion, 'changes'>;
  readonly #scope: ChangesScope;
  #token: string | undefined;

  constructor(stores: TestStores, inclusion: Pick<Inclusion, 'changes'>, scope: ChangesScope = 'all') {
    this.#stores = stores;
    this.#inclusion = inclusion;
    this.#scope = scope;
  }

  /** Reads one page and applies it. @returns whether there was anything */
  async step(limit = 7): Promise<boolean> {
    const page = await this.#inclusion.changes(this.#scope, { since: this.#token, limit });
    for (const change of page.changes) {
      this.seen.push(change);
      await this.#apply(change);
    }
    this.#token = page.next;
    return page.changes.length > 0;
  }

  async #apply({ kind, queryUuid, entered, left }: MembershipChange): Promise<void> {
    if (queryUuid === null) {
      return;
    }
    if (kind !== 'changed') {
      this.members.set(queryUuid, await readMembers(this.#stores, queryUuid));
      return;
    }
    const members = this.members.get(queryUuid) ?? new Set();
    this.members.set(queryUuid, members);
    for (const key of entered) {
      members.add(key);
    }
    for (const key of left) {
      members.delete(key);
    }
  }
}

export async function readMembers(stores: TestStores, queryUuid: string): Promise<Set<string>> {
  const rows = await sql<{ content_key: string }>(
    stores,
    `SELECT c.content_key FROM membership m JOIN content c ON c.id = m.content_id
     JOIN catalog_query q ON q.id = m.query_id WHERE q.uuid = ?`,
    [queryUuid],
  );
  return new Set(rows.map(({ content_key }) => content_key));
}
