import type { Answered, ClassMeasures } from './evaluate.ts';
import { queryClasses, type QueryClass } from './judged-query.ts';

/** What one run says, and what `--compare` reads. */
export interface Report {
  size: number;
  /** Null of items that were not drawn. */
  seed: number | null;
  /** Items that learners are shown. */
  shown: number;
  classes: Partial<Record<QueryClass, ClassMeasures>>;
  /** With search by meaning: the same by words alone, before a model was there. */
  words?: Partial<Record<QueryClass, ClassMeasures>>;
  queries: readonly Answered[];
}

const columns = [
  ['ndcg10', 'nDCG@10', 3],
  ['mrr', 'MRR', 3],
  ['hit1', 'hit@1', 3],
  ['hit3', 'hit@3', 3],
  ['zero', 'nothing', 3],
  ['ms', 'ms', 1],
] as const;
const widths = [10, 7, 15];

/** A line a class; with `before`, each figure after the one from before. A class to which nothing is an answer has no places. */
export function table(report: Report, before?: Report['classes']): string {
  const lines = queryClasses.flatMap((kind) => {
    const now = report.classes[kind];
    return now === undefined ? [] : [[kind, String(now.queries), ...figures(kind, now, before?.[kind])]];
  });
  const head = ['class', 'queries', ...columns.map(([, title]) => title)];
  return [head, ...lines].map((cells) => `${cells.map(pad).join(' ')}\n`).join('');
}

function figures(kind: QueryClass, now: ClassMeasures, before: ClassMeasures | undefined): string[] {
  return columns.map(([name, , digits]) => {
    if (kind === 'nothing' && name !== 'zero' && name !== 'ms') {
      return '–';
    }
    const figure = now[name].toFixed(digits);
    return before === undefined ? figure : `${before[name].toFixed(digits)} → ${figure}`;
  });
}

function pad(cell: string, column: number): string {
  return column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[Math.min(column, 2)] ?? 0);
}
