import { createHash } from 'node:crypto';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { readLines } from './read-documents.ts';
import type { WrongAnswers } from './wrong-answers.ts';

const rowsOfOnePage = 500;

/** The ratings that upstream's list of them gives of a course without any. */
const none = { reviews_count: 0, avg_course_rating: 0 };

interface StoredRow extends RowDataPacket {
  id: number;
  content_key: string;
  type: string;
  raw: string;
  normalized: string;
  undecided: number | null;
}

interface CorpusItem {
  content_type: string;
  key?: string;
  uuid: string;
  [member: string]: unknown;
}

/**
 * Whether exactly the corpus is stored: each document as its file has it, in a normalized form of its own, decided, and nothing else.
 * @returns how many items were compared, and a checksum over what is stored
 */
export async function checkStored(
  database: Connection,
  content: string,
  wrong: WrongAnswers,
): Promise<{ checked: number; checksum: string }> {
  const expected = new Map<string, string>();
  for await (const line of readLines(content)) {
    const item = JSON.parse(line) as CorpusItem;
    expected.set(
      nameOf(item),
      `${item.content_type} ${digest(isUnrated(item) ? JSON.stringify({ ...item, ...none }) : line)}`,
    );
  }
  const checked = expected.size;
  const hash = createHash('sha256');
  for await (const row of storedRows(database)) {
    const found = `${row.type} ${digest(JSON.stringify(JSON.parse(row.raw)))}`;
    const normalized = JSON.parse(row.normalized) as { key: unknown; content_type: unknown };
    if (expected.get(row.content_key) !== found) {
      wrong.add(
        `${row.content_key} is ${expected.has(row.content_key) ? 'not stored as it is' : 'stored and not there'}`,
      );
    }
    if (normalized.key !== row.content_key || normalized.content_type !== row.type) {
      wrong.add(`${row.content_key} has the normalized form of another item`);
    }
    if (row.undecided !== null) {
      wrong.add(`${row.content_key} is not decided`);
    }
    expected.delete(row.content_key);
    hash.update(`${row.content_key} ${found}\n`);
  }
  for (const key of expected.keys()) {
    wrong.add(`${key} is not stored`);
  }
  return { checked, checksum: hash.digest('hex') };
}

/** By key, page by page: some hundred bodies at a time. */
async function* storedRows(database: Connection): AsyncGenerator<StoredRow> {
  for (let after = ''; ;) {
    const [rows] = await database.query<StoredRow[]>(
      `SELECT c.content_key, c.type, c.undecided, b.raw, b.normalized FROM content c
       JOIN content_body b ON b.content_id = c.id WHERE c.content_key > ? AND c.deleted_at IS NULL
       ORDER BY c.content_key LIMIT ?`,
      [after, rowsOfOnePage],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) {
      return;
    }
    after = last.content_key;
  }
}

function isUnrated(item: CorpusItem): boolean {
  return item.content_type === 'course' && !('reviews_count' in item) && !('avg_course_rating' in item);
}

function nameOf({ content_type, key = '', uuid }: CorpusItem): string {
  return content_type === 'course' || content_type === 'courserun' ? key : uuid;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
