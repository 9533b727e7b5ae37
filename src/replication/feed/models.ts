import type { ContentSource } from '../quarantine/models.ts';

/**
 * What happened to an item. `stored`: another document came; `status`: none came, what follows from the one that is there is another, since
 * time passed or the program is newer; `removed`: it is gone, and this its tombstone.
 */
export type ContentChangeKind = 'stored' | 'status' | 'removed';

export interface ContentChange {
  /** A token: what came after it follows from here. */
  token: string;
  contentId: number;
  contentKey: string;
  uuid: string | null;
  contentType: string;
  kind: ContentChangeKind;
  at: Date;
}

/** A part of the feed of content. */
export interface ContentChanges {
  changes: ContentChange[];
  /** The token to go on with, also when there is nothing more yet. */
  next: string;
  /** Whether more is there already. */
  more: boolean;
}

/** By which way a change came; `clock`: by none. Null where a program of a version before wrote it, which does not say. */
export type ChangeSource = ContentSource | 'clock';
