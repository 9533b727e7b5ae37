import type { JudgedItem } from './judged-items.ts';
import type { JudgedQuery } from './judged-query.ts';
import { knownItemQueries } from './known-items.ts';
import { partnerQueries } from './partner-queries.ts';
import { judgeWritten, readWrittenQueries } from './written-queries.ts';

/** Every judged query over these items: those that are written, and those that are drawn by the seed. */
export function judge(items: readonly JudgedItem[], seed: number): JudgedQuery[] {
  return [
    ...knownItemQueries(items, seed),
    ...judgeWritten(readWrittenQueries(), items),
    ...partnerQueries(items, seed),
  ];
}
