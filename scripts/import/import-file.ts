import type { Progress } from './progress.ts';
import { longestLine, readLines } from './read-lines.ts';

export type LineOutcome = { outcome: 'created' | 'changed' | 'unchanged' } | { outcome: 'refused'; reason: string };

/** How one kind of line is read and written. */
export interface LineImporter<Row> {
  /** Rows written together. */
  batch: number;
  /** Batches written at the same time. */
  lanes: number;
  /** @returns the row, or why the line is refused */
  parse(text: string): { row: Row } | { reason: string };
  /** Outcomes in the order of the rows. */
  write(rows: readonly Row[]): Promise<LineOutcome[]>;
}

export interface FileSummary {
  kind: string;
  file: string;
  created: number;
  changed: number;
  unchanged: number;
  refused: number;
  seconds: number;
}

/**
 * Streams a JSON Lines file through an importer, in bounded memory: at most `lanes` batches are held. A line that is refused
 * is told and the rest goes on.
 * @throws when the file cannot be read or an engine does not answer
 */
export async function importFile<Row>(
  kind: string,
  file: string,
  importer: LineImporter<Row>,
  report: {
    progress: Progress;
    beat: (counts: Record<string, number>) => Promise<void>;
    refused: (line: number, reason: string) => void;
  },
): Promise<FileSummary> {
  const start = performance.now();
  const summary: FileSummary = { kind, file, created: 0, changed: 0, unchanged: 0, refused: 0, seconds: 0 };
  const refuse = (line: number, reason: string): void => {
    summary.refused += 1;
    report.refused(line, reason);
  };
  const running = new Set<Promise<void>>();
  let failure: unknown;
  let lastBeat = start;
  let batch: { line: number; row: Row }[] = [];
  const flush = async (): Promise<void> => {
    const rows = batch;
    batch = [];
    const job = importer
      .write(rows.map(({ row }) => row))
      .then((outcomes) => {
        for (const [position, outcome] of outcomes.entries()) {
          if (outcome.outcome === 'refused') {
            refuse(rows[position]?.line ?? 0, outcome.reason);
          } else {
            summary[outcome.outcome] += 1;
          }
        }
      })
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => running.delete(job));
    running.add(job);
    if (running.size >= importer.lanes) {
      await Promise.race(running);
    }
    if (performance.now() - lastBeat > 5_000) {
      lastBeat = performance.now();
      await report.beat({
        created: summary.created,
        changed: summary.changed,
        unchanged: summary.unchanged,
        refused: summary.refused,
      });
    }
  };

  let line = 0;
  for await (const text of readLines(file, (bytes) => {
    report.progress.read(bytes);
  })) {
    line += 1;
    if (text?.trim() === '') {
      continue;
    }
    const parsed = text === null ? { reason: `longer than ${String(longestLine)} characters` } : importer.parse(text);
    if ('reason' in parsed) {
      refuse(line, parsed.reason);
      continue;
    }
    batch.push({ line, row: parsed.row });
    if (batch.length >= importer.batch) {
      await flush();
    }
    if (failure !== undefined) {
      break;
    }
  }
  if (batch.length > 0 && failure === undefined) {
    await flush();
  }
  await Promise.all(running);
  report.progress.stop();
  if (failure !== undefined) {
    throw failure as Error;
  }
  return { ...summary, seconds: (performance.now() - start) / 1_000 };
}
