import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { RandomStream } from '../../corpus/random.ts';
import { ServiceClient, withService } from '../../scratch/service.ts';
import { uniqueWord } from '../change-course.ts';
import { chooseCourses, type StoredCourse } from '../choose-courses.ts';
import { openToAll, type BenchContext } from '../context.ts';
import { Engine } from '../engine.ts';
import { readPeakMemory } from '../peak-memory.ts';
import type { Measurement } from '../row.ts';
import { summarize } from '../statistics.ts';
import { withDatabase } from '../with-database.ts';
import { WrongAnswers } from '../wrong-answers.ts';
import { keysFoundBy, withWord } from './new-words.ts';

const lanes = 4;
/** The engine makes visible what is new so often: changes come at any moment between, ms. */
const interval = 1_000;
const askedEvery = 10;
/** A change that is not found by then is lost, ms. */
const patience = 20_000;
const warmUp = lanes;

/**
 * Courses changed by four clients, each from sending the change until a search finds the new word in its title; asked every 10 ms, which
 * is part of the time. The floor is the same document written to the engine, until a bare search sees it.
 */
export async function measureFresh(context: BenchContext): Promise<Measurement> {
  const { options, judge, stores, say, signal } = context;
  const stream = new RandomStream(options.seed, 'bench', 'fresh');
  const wrong = new WrongAnswers();
  const many = options.changes + warmUp;
  const [times, floor]: [number[], number[]] = [[], []];
  const courses = await withDatabase(context, (database) => chooseCourses(database, judge, many, stream));
  const engine = new Engine(stores.addresses.opensearchUrl);
  say(`search-fresh: ${String(courses.length)} courses, until a search finds each change`);
  try {
    return await withService(context, openToAll, async ({ base, pid }) => {
      const lane = async (number: number): Promise<void> => {
        const client = new ServiceClient(base);
        try {
          for (const [at, course] of courses.entries()) {
            if (at % lanes !== number) {
              continue;
            }
            signal.throwIfAborted();
            await pause(stream.whole(0, interval), undefined, { signal });
            const document = JSON.stringify(withWord(course, uniqueWord(at), { courses, stream }));
            const milliseconds = await timeUntilFound(client, course, { document, word: uniqueWord(at), wrong });
            await pause(stream.whole(0, interval), undefined, { signal });
            const bare = await timeUntilShown(engine, stores.indices.content, course.id);
            if (at >= warmUp) {
              times.push(milliseconds);
              floor.push(bare);
            }
          }
        } finally {
          await client.close();
        }
      };
      await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
      return {
        row: 'search-fresh',
        samples: times.length,
        figures: { ...summarize(times) },
        peakMemoryMb: readPeakMemory(pid),
        checksum: createHash('sha256')
          .update(courses.map(({ key }) => key).join())
          .digest('hex'),
        checked: courses.length,
        wrong,
        floor: {
          what: 'the same document written to the engine, until a bare search of it sees that',
          figures: { ...summarize(floor) },
        },
        goals: [{ figure: 'p99_ms', atMost: 2_000 }],
        work: { lanes, warm_up: warmUp, asked_every_ms: askedEvery },
      };
    });
  } finally {
    await engine.close();
  }
}

/** @returns milliseconds from sending the document until a search finds its new word, and it alone */
async function timeUntilFound(
  client: ServiceClient,
  { key }: StoredCourse,
  { document, word, wrong }: { document: string; word: string; wrong: WrongAnswers },
): Promise<number> {
  const began = performance.now();
  const { status, body } = await client.ask('POST', '/api/v1/content-metadata/', document);
  if (status !== 200) {
    wrong.add(`${key} was answered ${String(status)} ${JSON.stringify(body).slice(0, 300)}`);
  }
  for (;;) {
    const found = await keysFoundBy(client, word);
    const milliseconds = performance.now() - began;
    if (found.length > 0) {
      if (found.length !== 1 || found[0] !== key) {
        wrong.add(`a search for the new word of ${key} found ${found.join(' ')}`);
      }
      return milliseconds;
    }
    if (milliseconds > patience) {
      wrong.add(`${key} was not found within ${String(patience)} ms`);
      return milliseconds;
    }
    await pause(askedEvery);
  }
}

/** Writes an item's document as it is there already, in the same version. @returns milliseconds until a search sees it, or the patience */
async function timeUntilShown(engine: Engine, index: string, contentId: number): Promise<number> {
  const path = `/${index}/_doc/${String(contentId)}`;
  const { _version: version, _source: source } = (await engine.request('GET', path)) as {
    _version: number;
    _source: object;
  };
  const document = JSON.stringify(source);
  const search = JSON.stringify({
    query: { ids: { values: [String(contentId)] } },
    seq_no_primary_term: true,
    _source: false,
  });
  const began = performance.now();
  const { _seq_no: written } = (await engine.request(
    'PUT',
    `${path}?version=${String(version)}&version_type=external_gte`,
    document,
  )) as { _seq_no: number };
  for (;;) {
    const { hits } = (await engine.request('POST', `/${index}/_search`, search)) as {
      hits: { hits: { _seq_no: number }[] };
    };
    const milliseconds = performance.now() - began;
    if ((hits.hits[0]?._seq_no ?? -1) >= written || milliseconds > patience) {
      return milliseconds;
    }
    await pause(askedEvery);
  }
}
