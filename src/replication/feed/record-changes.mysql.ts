import type { Tx } from '../../kernel/database.ts';
import type { ChangeSource, ContentChangeKind } from './models.ts';

/** What a transaction did to one item; the caller holds the item's row and has set its `told_at` to the same moment. */
export interface NewChange {
  contentId: number;
  kind: ContentChangeKind;
  source: ChangeSource;
  /** The one that the row has now. */
  revision: number;
  /** Members of the upstream document that changed; null where there was none before, or none came. */
  fields: readonly string[] | null;
}

/** Bytes of the list: far more than the members that upstream has. */
const longestList = 60_000;

/** Writes what this transaction did into the feed. Positions come after the commit (`NumberedFeed`). */
export async function recordChanges(tx: Tx, changes: readonly NewChange[], now: Date): Promise<void> {
  if (changes.length > 0) {
    await tx.later('INSERT INTO content_change (content_id, kind, source, revision, fields, at) VALUES ?', [
      changes.map(({ contentId, kind, source, revision, fields }) => [
        contentId,
        kind,
        source,
        revision,
        fields === null ? null : writeFields(fields),
        now,
      ]),
    ]);
  }
}

/** A document may have any number of members, of any names. */
function writeFields(fields: readonly string[]): string | null {
  const text = JSON.stringify(fields);
  return Buffer.byteLength(text) > longestList ? null : text;
}
