import { createHash } from 'node:crypto';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { RandomStream } from '../corpus/random.ts';
import type { ServiceClient } from '../scratch/service.ts';
import { chooseChange, type RawCourse } from './change-course.ts';
import type { ChangeFloor } from './change-floor.ts';
import type { StoredCourse } from './choose-courses.ts';
import type { BenchContext } from './context.ts';
import type { Measurement } from './row.ts';
import { summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

/** What a change works on and is checked with. */
export interface ChangeEngines {
  database: Connection;
  client: ServiceClient;
  floor: ChangeFloor;
}

/** Changes courses, one at a time, checks each and keeps the times. */
export class ChangeRun {
  readonly #context: BenchContext;
  readonly #engines: ChangeEngines;
  readonly #donors: readonly RawCourse[];
  readonly #stream: RandomStream;
  /** Whether a change is over when search finds it, not only when its memberships are committed. */
  readonly #refreshes: boolean;
  readonly #milliseconds: number[] = [];
  readonly #floor: number[] = [];
  readonly #wrong = new WrongAnswers();
  readonly #hash = createHash('sha256');
  #number = 0;
  #moved = 0;

  constructor(context: BenchContext, engines: ChangeEngines, donors: readonly RawCourse[], stream: RandomStream) {
    this.#context = context;
    this.#engines = engines;
    this.#donors = donors;
    this.#stream = stream;
    this.#refreshes = context.options.suite === 'loop';
  }

  async change(course: StoredCourse, isTimed: boolean): Promise<void> {
    const { judge, signal } = this.#context;
    const { client, floor } = this.#engines;
    signal.throwIfAborted();
    this.#number += 1;
    const { document, word } = chooseChange(course.raw, {
      number: this.#number,
      donors: this.#donors,
      judge,
      now: Date.now(),
      stream: this.#stream,
    });
    const before = await this.#readMemberships(course.id);
    const body = JSON.stringify(document);

    const from = Date.now();
    const answer = await client.ask('POST', `/api/v1/content-metadata/${this.#refreshes ? '?refresh=true' : ''}`, body);
    const span = { from, to: Date.now() };
    this.#checkAnswer(course, answer);
    if (!this.#refreshes) {
      // Its document follows the answer: the same again, when searches show it.
      await client.ask('POST', '/api/v1/content-metadata/?refresh=true', body);
    }
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
        what: `the same document indexed${this.#refreshes ? ' with refresh=true' : ''}, then percolated`,
        figures: { ...summarize(this.#floor) },
      },
      goals: this.#refreshes
        ? [{ figure: 'median_ms', atMost: 40 }]
        : [
            { figure: 'median_ms', atMost: 10 },
            { figure: 'p99_ms', atMost: 40 },
          ],
      work: { warm_up: this.#number - this.#milliseconds.length, memberships_moved: this.#moved },
    };
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
    // As typed: the words of the changes before are spelt nearly so.
    const { body } = await this.#engines.client.ask('GET', `/api/v1/search?show=all&relax=false&q=${word}`);
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
