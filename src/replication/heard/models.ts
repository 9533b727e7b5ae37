import type { ChangeSource, ContentChangeKind } from '../feed/models.ts';
import type { ContentSource } from '../quarantine/models.ts';

/**
 * What a document did to its item when it came. `older`: upstream gave a later version before, or said since that the item is gone, so it
 * was passed over.
 */
export type HeardOutcome = 'created' | 'changed' | 'unchanged' | 'older';

/** The last time that an item came by one way. */
export interface Heard {
  source: ContentSource;
  at: Date;
  /**
   * With what it came: `poll-full/12` (`npm run polls`), `refresh/UUID`, `import/17/content.jsonl` (a run and its file), or the route, such as
   * `POST /api/v1/content-metadata/`. Up to 60 characters of ASCII. Null where nobody says, as programs of a version before.
   */
  via: string | null;
  outcome: HeardOutcome;
}

/**
 * How an item stands in the content index. `waiting`: its revision is not decided yet; `searchable`; `bare`: written without its search
 * fields, since the engine refuses them: filters see it, searches do not; `refused`: not written, tried again; `gone`: removed.
 */
export interface Indexing {
  state: 'waiting' | 'searchable' | 'bare' | 'refused' | 'gone';
  /** When it was last written, since that is recorded. */
  indexedAt: Date | null;
  /** When the engine last refused it, or its search fields, at which revision, and why. */
  lastFailure: { at: Date; revision: number; reason: string } | null;
}

/** What is known of how an item came to be as it is; removed items too. */
export interface ContentHistory {
  contentKey: string;
  uuid: string | null;
  contentType: string;
  revision: number;
  /** Whether its memberships are those of this revision. */
  decided: boolean;
  /** Null of an item that is there. */
  removedAt: Date | null;
  indexing: Indexing;
  /** The document in force: when it came, by which way, and when upstream changed it, as it says itself. */
  inForce: { since: Date; source: ContentSource | null; upstreamModifiedAt: Date | null };
  /** Each way by which it came, the latest first. Ways that it came only before this was recorded are not there. */
  heard: Heard[];
  /** The latest changes, newest first: those of HISTORY_DAYS. */
  changes: ItemChange[];
  /** What broke the contract since, and waits. */
  quarantined: { id: number; lastSeenAt: Date } | null;
}

/** A change of one item. */
export interface ItemChange {
  at: Date;
  kind: ContentChangeKind;
  /** Null where it is not known. */
  source: ChangeSource | null;
  /** The one that the item had then: as before where nothing changed that memberships or searches depend on. */
  revision: number;
  /**
   * Members of the upstream document that changed; null where there was none before, none came, or a program of a version before wrote it:
   * what was there before is not kept.
   */
  fields: string[] | null;
}
