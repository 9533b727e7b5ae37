import type { Progress } from './progress.ts';
import { readLines } from './read-lines.ts';

/** `told`: what its author should know of a line that is in; `proposed`: it waits for somebody to confirm it. */
export type LineOutcome =
  | { outcome: 'created' | 'changed' | 'unchanged'; told?: string }
  | { outcome: 'proposed'; told: string }
  | { outcome: 'refused'; reason: string };

/** How one kind of line is read and written. */
export interface LineImporter<Row> {
  /** Rows written together. */
  batch: number;
  /** Batches written at the same time. */
  lanes: number;
  /** Bytes of the longest line. */
  longest: number;
  /** @returns the row, or why the line is refused */
  parse(text: string): { row: Row } | { reason: string };
  /** What the row is about: of several lines about the same, the last one counts. */
  keyOf(row: Row): string;
  /** Outcomes in the order of the rows. */
  write(rows: readonly Row[]): Promise<LineOutcome[]>;
}

export interface FileSummary {
  kind: string;
  file: string;
  created: number;
  changed: number;
  unchanged: number;
  proposed: number;
  refused: number;
  seconds: number;
}

interface Report {
  progress: Progress;
  beat: (counts: Omit<FileSummary, 'kind' | 'file' | 'seconds'>) => Promise<void>;
  refused: (line: number, reason: string) => void;
  told: (line: number, message: string) => void;
}

/** Of one batch, so that few long lines cost no more memory, nor a larger statement, than many short ones. */
const bytesOfOneBatch = 4_194_304;
const beatMilliseconds = 5_000;

/**
 * Streams a JSON Lines file through an importer, in bounded memory: at most `lanes` batches and the next one are held. A line that is
 * refused is told and the rest goes on.
 * @throws when the file cannot be read or an engine does not answer
 */
export async function importFile<Row>(
  kind: string,
  file: string,
  importer: LineImporter<Row>,
  report: Report,
): Promise<FileSummary> {
  const start = performance.now();
  const batches = new Batches(importer, report);
  let line = 0;
  try {
    for await (const read of readLines(file, importer.longest, (bytes) => {
      report.progress.read(bytes);
    })) {
      line += 1;
      if ('reason' in read) {
        batches.refuse(line, read.reason);
        continue;
      }
      if (read.text.trim() === '') {
        continue;
      }
      const parsed = importer.parse(read.text);
      if ('reason' in parsed) {
        batches.refuse(line, parsed.reason);
      } else {
        await batches.add(line, parsed.row, read.bytes);
      }
    }
  } finally {
    await batches.end();
    report.progress.stop();
  }
  return { kind, file, ...batches.counts, seconds: (performance.now() - start) / 1_000 };
}

/** Rows on their way: gathered, written in lanes, counted. After a failure nothing more is written. */
class Batches<Row> {
  readonly counts = { created: 0, changed: 0, unchanged: 0, proposed: 0, refused: 0 };
  readonly #importer: LineImporter<Row>;
  readonly #report: Report;
  /** Each with the keys that it writes. */
  readonly #running = new Map<Promise<void>, ReadonlySet<string>>();
  #failure: unknown;
  #rows: { line: number; row: Row }[] = [];
  #bytes = 0;
  #lastBeat = performance.now();

  constructor(importer: LineImporter<Row>, report: Report) {
    this.#importer = importer;
    this.#report = report;
  }

  refuse(line: number, reason: string): void {
    this.counts.refused += 1;
    this.#report.refused(line, reason);
  }

  /** @throws what a batch before failed with */
  async add(line: number, row: Row, bytes: number): Promise<void> {
    this.#rows.push({ line, row });
    this.#bytes += bytes;
    if (this.#rows.length >= this.#importer.batch || this.#bytes >= bytesOfOneBatch) {
      await this.#flush();
    }
  }

  /** Writes what is left and waits for all of it. @throws what a batch failed with */
  async end(): Promise<void> {
    if (this.#rows.length > 0 && this.#failure === undefined) {
      await this.#flush();
    }
    await Promise.all(this.#running.keys());
    this.#throwFailure();
  }

  async #flush(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    this.#bytes = 0;
    const keys = new Set(rows.map(({ row }) => this.#importer.keyOf(row)));
    while (this.#running.size >= this.#importer.lanes || this.#isOnItsWay(keys)) {
      await Promise.race(this.#running.keys());
    }
    this.#throwFailure();
    const job = this.#write(rows)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#running.delete(job));
    this.#running.set(job, keys);
    if (performance.now() - this.#lastBeat > beatMilliseconds) {
      this.#lastBeat = performance.now();
      await this.#report.beat(this.counts);
    }
  }

  /** A later line about the same must not overtake the earlier one. */
  #isOnItsWay(keys: ReadonlySet<string>): boolean {
    return [...this.#running.values()].some((running) => [...running].some((key) => keys.has(key)));
  }

  async #write(rows: readonly { line: number; row: Row }[]): Promise<void> {
    const outcomes = await this.#importer.write(rows.map(({ row }) => row));
    for (const [position, outcome] of outcomes.entries()) {
      if (outcome.outcome === 'refused') {
        this.refuse(rows[position]?.line ?? 0, outcome.reason);
      } else {
        this.counts[outcome.outcome] += 1;
        if (outcome.told !== undefined) {
          this.#report.told(rows[position]?.line ?? 0, outcome.told);
        }
      }
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) {
      throw this.#failure as Error;
    }
  }
}
