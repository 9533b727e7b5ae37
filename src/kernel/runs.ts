export type Counts = Readonly<Record<string, number>>;

/** The record of jobs; replication gives the real one (`SyncRuns`). */
export interface Runs {
  /** Runs `work`, which calls `beat` now and then with its counts so far, and records how it ended; `error` is what is missing. `runId` is the record's. */
  record<T extends { state: 'done' | 'partly'; counts: Counts; error?: string }>(
    kind: string,
    work: (beat: (counts: Counts) => Promise<void>, runId: number) => Promise<T>,
  ): Promise<T>;
  /** The counts of the last run that came to its end; undefined when there was none. */
  lastCounts(kind: string): Promise<Counts | undefined>;
}
