import { createHash } from 'node:crypto';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { RandomStream } from '../corpus/random.ts';
import { ServiceClient, withService } from '../scratch/service.ts';
import { changeCourse, uniqueWord, type RawCourse } from './change-course.ts';
import { openToAll, type BenchContext } from './context.ts';
import { timeDocuments } from './import-floor.ts';
import { readPeakMemory } from './peak-memory.ts';
import { countUndecided, readDatabaseClock } from './read-memberships.ts';
import type { Measurement } from './row.ts';
import { round, summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

/** Enough for a rate: of a million, all would take a quarter of an hour. */
const documentsOfFloor = 50_000;
const lanes = 8;
const batch = 50;
/** Different courses, changed again and again. */
const pool = 2_000;

/**
 * A stream of changed courses: eight clients send batches, each when its last one is committed, for as long as the options
 * say. A lag cannot hide: an answer comes when the memberships are committed, and afterwards nothing may be undecided.
 */
export async function measureStream(context: BenchContext): Promise<Measurement> {
  const { options, stores, judge, say, signal } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const wrong = new WrongAnswers();
  const stream = new RandomStream(options.seed, 'bench', 'stream');
  try {
    const courses = stream.sample(await readCourses(database), pool);
    const last = new Map<string, RawCourse>();
    const milliseconds: number[] = [];
    let [sent, seconds] = [0, 0];
    say(`stream: changed courses for ${String(options.seconds)} s`);
    const from = await readDatabaseClock(database);
    const peakMemoryMb = await withService(context, openToAll, async ({ base, pid }) => {
      const clients = Array.from({ length: lanes }, () => new ServiceClient(base));
      const began = performance.now();
      const lane = async (client: ServiceClient, number: number): Promise<void> => {
        // Each lane has courses of its own: two versions of one course on their way at once have no order.
        const own = courses.filter((_, index) => index % lanes === number);
        for (let next = 0; performance.now() - began < options.seconds * 1_000; next += batch) {
          signal.throwIfAborted();
          const documents = Array.from({ length: Math.min(batch, own.length) }, (_, index) =>
            change(own[(next + index) % own.length] ?? {}, { word: uniqueWord(sent + index), stream, courses }),
          );
          sent += documents.length;
          const answer = await client.ask('POST', '/api/v1/content-metadata/', JSON.stringify(documents));
          milliseconds.push(answer.milliseconds);
          const { results = [] } = answer.body as { results?: { membership?: string }[] };
          if (answer.status !== 200 || results.some(({ membership }) => membership !== 'committed')) {
            wrong.add(`a batch was answered ${String(answer.status)} ${JSON.stringify(answer.body).slice(0, 300)}`);
          }
          documents.forEach((document) => last.set(String(document['key']), document));
        }
      };
      try {
        await Promise.all(clients.map(lane));
        seconds = (performance.now() - began) / 1_000;
        return readPeakMemory(pid);
      } finally {
        await Promise.all(clients.map((client) => client.close()));
      }
    });
    const undecided = await countUndecided(database);
    if (undecided > 0) {
      wrong.add(`${String(undecided)} rows are undecided after the last answer`);
    }
    const span = { from, to: await readDatabaseClock(database) };
    for (const [key, document] of last) {
      const members = await readQueriesOf(database, key);
      for (const one of judge.findWrong(document, span, (place) => members.has(judge.queries[place]?.uuid ?? ''))) {
        wrong.add(`${key} in query ${one}`);
      }
    }
    say('stream: the floor');
    const least = await timeDocuments(stores, signal, documentsOfFloor);
    return {
      row: 'stream',
      samples: milliseconds.length,
      figures: { items_per_second: round(sent / seconds), ...summarize(milliseconds) },
      peakMemoryMb,
      checksum: createHash('sha256')
        .update([...last.keys()].sort().join())
        .digest('hex'),
      checked: last.size,
      wrong,
      floor: {
        what: 'documents by bulk requests of 500, nothing decided',
        figures: { items_per_second: round(least.documents / (least.milliseconds / 1_000)) },
      },
      goals: [{ figure: 'items_per_second', atLeast: 500 }],
      work: { seconds: options.seconds, items: sent, courses: last.size, batch, lanes },
    };
  } finally {
    await database.end();
  }
}

function change(
  course: RawCourse,
  { word, stream, courses }: { word: string; stream: RandomStream; courses: readonly RawCourse[] },
): RawCourse {
  return changeCourse(course, {
    kind: stream.pick(['level_type', 'organization', 'price']),
    word,
    donor: stream.pick(courses),
    stream,
  });
}

async function readCourses(database: Connection): Promise<RawCourse[]> {
  const [rows] = await database.query<(RowDataPacket & { raw: string })[]>(
    `SELECT b.raw FROM content c JOIN content_body b ON b.content_id = c.id
     WHERE c.type = 'course' AND c.deleted_at IS NULL ORDER BY c.content_key LIMIT ?`,
    [pool * 2],
  );
  return rows.map(({ raw }) => JSON.parse(raw) as RawCourse);
}

async function readQueriesOf(database: Connection, contentKey: string): Promise<Set<string>> {
  const [rows] = await database.query<(RowDataPacket & { uuid: string })[]>(
    `SELECT q.uuid FROM content c JOIN membership m ON m.content_id = c.id JOIN catalog_query q ON q.id = m.query_id
     WHERE c.content_key = ?`,
    [contentKey],
  );
  return new Set(rows.map(({ uuid }) => uuid));
}
