export type Counts = Readonly<Record<string, number>>;

/** The record of jobs; replication gives the real one (`SyncRuns`). */
export interface Runs {
  /** Runs `work`, which calls `beat` now and then with its counts so far, and records how it ended. */
  record<T extends { state: 'done' | 'partly'; counts: Counts }>(
    kind: string,
    work: (beat: (counts: Counts) => Promise<void>) => Promise<T>,
  ): Promise<T>;
  /** The counts of the last run that came to its end; undefined when there was none. */
  lastCounts(kind: string): Promise<Counts | undefined>;
}
