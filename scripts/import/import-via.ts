import path from 'node:path';

/** Characters of the file's name that are told: `content_heard.via` holds 60 in all, and a run's id takes up to 18 of them. */
const longestName = 40;

/**
 * With what the items of a file came, as their history tells it: `import/17/content.jsonl`, the file of the run 17. Of a longer name its end;
 * a character that is no letter, digit, dot or hyphen of ASCII is told as `_`.
 */
export function importVia(runId: number, file: string): string {
  const name = path.basename(file).replace(/[^\w.-]/gu, '_');
  return `import/${String(runId)}/${name.slice(-longestName)}`;
}
