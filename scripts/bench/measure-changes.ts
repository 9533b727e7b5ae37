import { createHash } from 'node:crypto';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { RandomStream } from '../corpus/random.ts';
import { ServiceClient, withService } from './bench-service.ts';
import { ChangeFloor } from './change-floor.ts';
import { chooseChange, type RawCourse } from './change-course.ts';
import type { BenchContext } from './context.ts';
import { Engine } from './engine.ts';
import { readPeakMemory } from './peak-memory.ts';
import type { Measurement } from './row.ts';
import { summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

/** Changes of other courses that go before, checked but not timed: the service has just started. */
const warmUp = 20;

/**
 * Courses changed one after the other by one client, each from the request to the answer that says its memberships are
 * committed. After each, and not timed: search finds it, the database holds the memberships that the evaluator wants, and
 * the floor is measured with the same document, so that both see the same state of a noisy machine.
 */
export async function measureChanges(context: BenchContext): Promise<Measurement> {
  const { options, stores, say } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const engine = new Engine(stores.addresses.opensearchUrl);
  try {
    const courses = await readCourses(database);
    const stream = new RandomStream(options.seed, 'bench', 'changes');
    const chosen = stream.sample(courses, options.changes + warmUp);
    const timed = chosen.slice(Math.min(warmUp, Math.floor(chosen.length / 10)));
    say(`change: ${String(timed.length)} courses, one after the other`);
    return await withService(context, async ({ base, pid }) => {
      const client = new ServiceClient(base);
      try {
        const run = new ChangeRun(
          context,
          { database, client, floor: await ChangeFloor.open(engine) },
          courses,
          stream,
        );
        for (const course of chosen) {
          await run.change(course, timed.includes(course));
        }
        return { ...run.result(), peakMemoryMb: readPeakMemory(pid) };
      } finally {
        await client.close();
      }
    });
  } finally {
    await engine.close();
    await database.end();
  }
}

interface StoredCourse {
  id: number;
  key: string;
}

async function readCourses(database: Connection): Promise<StoredCourse[]> {
  const [rows] = await database.query<(StoredCourse & RowDataPacket)[]>(
    "SELECT id, content_key AS `key` FROM content WHERE type = 'course' AND deleted_at IS NULL",
  );
  return rows.map(({ id, key }) => ({ id, key })).sort((left, right) => (left.key < right.key ? -1 : 1));
}

interface Engines {
  database: Connection;
  client: ServiceClient;
  floor: ChangeFloor;
}

class ChangeRun {
  readonly #context: BenchContext;
  readonly #engines: Engines;
  readonly #courses: readonly StoredCourse[];
  readonly #stream: RandomStream;
  readonly #milliseconds: number[] = [];
  readonly #floor: number[] = [];
  readonly #wrong = new WrongAnswers();
  readonly #hash = createHash('sha256');
  #number = 0;
  #moved = 0;

  constructor(context: BenchContext, engines: Engines, courses: readonly StoredCourse[], stream: RandomStream) {
    this.#context = context;
    this.#engines = engines;
    this.#courses = courses;
    this.#stream = stream;
  }

  async change(course: StoredCourse, isTimed: boolean): Promise<void> {
    const { judge, signal } = this.#context;
    const { client, floor } = this.#engines;
    signal.throwIfAborted();
    this.#number += 1;
    const raw = await this.#readRaw(course.id);
    const donors = [await this.#readRaw(this.#stream.pick(this.#courses).id)];
    const { document, word } = chooseChange(raw, {
      number: this.#number,
      donors,
      judge,
      now: Date.now(),
      stream: this.#stream,
    });
    const before = await this.#readMemberships(course.id);
    const body = JSON.stringify(document);

    const from = Date.now();
    const answer = await client.ask('POST', '/api/v1/content-metadata/', body);
    const span = { from, to: Date.now() };
    this.#checkAnswer(course, answer);
    await this.#checkSearch(course, word);
    const after = await this.#readMemberships(course.id);
    for (const one of judge.findWrong(document, span, (place) => after.has(judge.queries[place]?.uuid ?? ''))) {
      this.#wrong.add(`${course.key} in query ${one}`);
    }
    this.#moved += countDifferences(before, after);
    this.#hash.update(`${course.key} ${[...after].sort().join(' ')}\n`);

    const floorMilliseconds = await floor.time(course.id);
    if (isTimed) {
      this.#milliseconds.push(answer.milliseconds);
      this.#floor.push(floorMilliseconds);
    }
  }

  result(): Omit<Measurement, 'peakMemoryMb'> {
    return {
      row: 'change',
      samples: this.#milliseconds.length,
      figures: { ...summarize(this.#milliseconds) },
      checksum: this.#hash.digest('hex'),
      checked: this.#number,
      wrong: this.#wrong,
      floor: {
        what: 'the same document indexed with refresh=true, then percolated',
        figures: { ...summarize(this.#floor) },
      },
      goals: [{ figure: 'median_ms', atMost: 40 }],
      work: { warm_up: this.#number - this.#milliseconds.length, memberships_moved: this.#moved },
    };
  }

  async #readRaw(contentId: number): Promise<RawCourse> {
    const [rows] = await this.#engines.database.query<(RowDataPacket & { raw: string })[]>(
      'SELECT raw FROM content_body WHERE content_id = ?',
      [contentId],
    );
    return JSON.parse(rows[0]?.raw ?? '{}') as RawCourse;
  }

  async #readMemberships(contentId: number): Promise<Set<string>> {
    const [rows] = await this.#engines.database.query<(RowDataPacket & { uuid: string })[]>(
      'SELECT q.uuid FROM membership m JOIN catalog_query q ON q.id = m.query_id WHERE m.content_id = ?',
      [contentId],
    );
    return new Set(rows.map(({ uuid }) => uuid));
  }

  #checkAnswer({ key }: StoredCourse, { status, body }: { status: number; body: unknown }): void {
    const { results } = body as { results?: { content_key: string; outcome: string; membership: string }[] };
    const [result] = results ?? [];
    if (
      status !== 200 ||
      result?.content_key !== key ||
      result.outcome !== 'changed' ||
      result.membership !== 'committed'
    ) {
      this.#wrong.add(`${key} was answered ${String(status)} ${JSON.stringify(body).slice(0, 300)}`);
    }
  }

  async #checkSearch({ key }: StoredCourse, word: string): Promise<void> {
    const { body } = await this.#engines.client.ask('GET', `/api/v1/search?q=${word}`);
    const found = (body as { results?: unknown[] }).results?.map(contentKeyOfHit);
    if (found?.length !== 1 || found[0] !== key) {
      this.#wrong.add(`a search for the new word of ${key} found ${JSON.stringify(found ?? body).slice(0, 300)}`);
    }
  }
}

function contentKeyOfHit(hit: unknown): string {
  return (hit as { content_key: string }).content_key;
}

function countDifferences(before: ReadonlySet<string>, after: ReadonlySet<string>): number {
  const common = [...before].filter((uuid) => after.has(uuid)).length;
  return before.size + after.size - 2 * common;
}
