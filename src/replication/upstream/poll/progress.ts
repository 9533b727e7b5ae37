/** The lists of a poll, in order: runs come with their courses. */
export const polledKinds = ['course', 'program', 'learnerpathway'] as const;
export type PolledKind = (typeof polledKinds)[number];

/** How far a poll is; all of it is in its row, so that another process can go on. */
export interface Progress {
  /** Of `polledKinds`; past the last: the missed pages' turn. */
  step: number;
  offset: number;
  /** Key or uuid of the last document of the page before: the next page begins with it, unless items have moved. */
  last: string | null;
  /** Pages that could not be had; `retried`: not at the end either; `rest`: nor, as it seems, anything behind it. */
  missed: { kind: PolledKind; offset: number; retried: boolean; rest?: true }[];
  /** How often a page was read once more since items had moved. */
  movedPages: number;
  /** Somebody has said that it may go on, however many items change their standing. */
  mayMove: boolean;
  /** Courses were stored without their ratings, which could not be had. */
  unrated: boolean;
  /** Its record in `sync_run`. */
  record: number | null;
}

export interface PollCounts {
  pages: number;
  documents: number;
  changed: number;
  /** Upstream gave a later version before, or said since that it is gone: passed over. */
  older: number;
  refused: number;
  /** Items whose status changed, or whether lists and searches show them, or catalogs take them. */
  standing: number;
  missedPages: number;
  vanished: number;
}

export function readProgress(text: string): Progress {
  const beginning: Progress = {
    ...{ step: 0, offset: 0, last: null, missed: [], movedPages: 0, mayMove: false },
    ...{ unrated: false, record: null },
  };
  return { ...beginning, ...(JSON.parse(text) as Partial<Progress>) };
}

export function readCounts(text: string): PollCounts {
  const none: PollCounts = {
    pages: 0,
    documents: 0,
    changed: 0,
    older: 0,
    refused: 0,
    standing: 0,
    missedPages: 0,
    vanished: 0,
  };
  return { ...none, ...(JSON.parse(text) as Partial<PollCounts>) };
}
