/** What is looked at of an item that is decided. */
interface DecidedItem {
  contentId: number;
  contentType: string;
  /** Of a run: its course, and the one that it had when it was decided before, an empty text for none; null where it has not changed. */
  parentKey: string | null;
  movedFrom: string | null;
  /** It was never decided. */
  isFresh: boolean;
  /** The queries that it enters or leaves. */
  queryIds: readonly number[];
}

/** Which courses may be shown otherwise than before, once these items are decided. */
export class CourseChanges {
  /** Keys of courses whose runs changed their direct memberships, or are theirs or no longer theirs. */
  readonly ofRuns = new Set<string>();
  /** Courses that changed their own direct memberships. */
  readonly changed: number[] = [];
  /** The queries of those. */
  readonly changedQueries = new Set<number>();
  /** Courses that are decided for the first time: their runs may have been there before them. */
  readonly fresh: number[] = [];

  add({ contentId, contentType, parentKey, movedFrom, isFresh, queryIds }: DecidedItem): void {
    if (queryIds.length > 0 || movedFrom !== null) {
      for (const key of [parentKey, movedFrom]) {
        if (key !== null && key !== '') {
          this.ofRuns.add(key);
        }
      }
    }
    if (contentType !== 'course') {
      return;
    }
    if (isFresh) {
      this.fresh.push(contentId);
    } else if (queryIds.length > 0) {
      this.changed.push(contentId);
      for (const queryId of queryIds) {
        this.changedQueries.add(queryId);
      }
    }
  }
}
