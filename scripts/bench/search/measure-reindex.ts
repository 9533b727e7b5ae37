import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RandomStream } from '../../corpus/random.ts';
import { ServiceClient, withService } from '../../scratch/service.ts';
import { chooseCourses } from '../choose-courses.ts';
import { openToAll, type BenchContext } from '../context.ts';
import { Engine } from '../engine.ts';
import { timeDocuments } from '../import-floor.ts';
import { watchPeakMemory } from '../peak-memory.ts';
import { untilDecided } from '../read-memberships.ts';
import type { Measurement } from '../row.ts';
import { startChild } from '../start-child.ts';
import { round, summarize } from '../statistics.ts';
import { withDatabase } from '../with-database.ts';
import { WrongAnswers } from '../wrong-answers.ts';
import { readLearners, searchPath } from './learner.ts';
import { changesPerSecond, PacedChanges } from './paced-changes.ts';
import { keysFoundBy } from './new-words.ts';
import { SteadySearches } from './steady-searches.ts';
import { translateCourses } from './translations.ts';

/** Of all items: courses that change, again and again. */
const changing = 0.06;
/** Exit code of a rebuild that a difference stopped. */
const stopped = 2;
const learners = 10;
/** What they type. */
const texts = ['', 'dat', 'introduction to'];

/**
 * The content index built anew in two languages while courses change and learners search. What goes before is the same without the
 * rebuild. Afterwards every course that was changed must be found by the word of its last version, and by none before that.
 */
export async function measureReindex(context: BenchContext): Promise<Measurement> {
  const { options, judge, stores, root, say, signal } = context;
  const stream = new RandomStream(options.seed, 'bench', 'reindex');
  const wrong = new WrongAnswers();
  say('reindex: titles and descriptions in Spanish');
  const translated = await translateCourses(context);
  return withDatabase(context, async (database) => {
    const many = Math.ceil(options.items * changing);
    const courses = await chooseCourses(database, judge, many, stream);
    // A tenth stays as it is, and is looked for in Spanish.
    const untouched = new Set(courses.splice(0, Math.ceil(courses.length / 10)).map(({ key }) => key));
    const paths = (await readLearners(database, stream, learners)).flatMap((learner) =>
      texts.map((text) => searchPath(learner, text)),
    );
    return withService(context, openToAll, async ({ base }) => {
      const changes = new PacedChanges({ base, courses, stream, wrong, signal });
      const searches = new SteadySearches({ base, paths, wrong, signal });
      let [before, during, milliseconds, changesDuring]: [number[], number[], number, number] = [[], [], 0, 0];
      let peakMemoryMb: number | null = null;
      try {
        say(`reindex: ${String(options.seconds)} s of changes and searches without it`);
        // The first ones warm up.
        await pause(2_000, undefined, { signal });
        searches.take();
        await pause(options.seconds * 1_000, undefined, { signal });
        before = searches.take();
        say('reindex: the index built anew');
        const sentBefore = changes.sent;
        const began = performance.now();
        const child = await startChild([join(root, 'scripts/reindex.ts'), '--index', 'content', '--keep', '0'], {
          cwd: root,
          env: stores.environment,
          signal,
          expected: [stopped],
        });
        const memory = watchPeakMemory(child.pid);
        const { stdout, code } = await child.ended.finally(() => memory.stop());
        if (code === stopped) {
          const { differences = [] } = JSON.parse(stdout) as { differences?: object[] };
          differences.forEach((difference) => {
            wrong.add(`the two indices differ: ${JSON.stringify(difference).slice(0, 300)}`);
          });
          wrong.add('the rebuild was stopped by a difference');
        }
        milliseconds = performance.now() - began;
        during = searches.take();
        changesDuring = changes.sent - sentBefore;
        peakMemoryMb = memory.stop();
      } finally {
        await Promise.all([changes.stop(), searches.stop()]);
      }
      say('reindex: every change searched for');
      await untilDecided(database, signal);
      const engine = new Engine(stores.addresses.opensearchUrl);
      await engine.request('POST', `/${stores.indices.content}/_refresh`).finally(() => engine.close());
      const client = new ServiceClient(base);
      const looked = { client, wrong, signal };
      const spanish = translated.filter(({ key }) => untouched.has(key));
      try {
        await checkChanges(changes.words, looked);
        await checkTranslations(spanish, looked);
      } finally {
        await client.close();
      }
      say('reindex: the floor');
      const floor = await timeDocuments(stores, signal);
      const [quiet, busy] = [summarize(before), summarize(during)];
      return {
        row: 'reindex',
        samples: 1,
        figures: {
          ...summarize([milliseconds]),
          search_median_before_ms: quiet.median_ms,
          search_median_during_ms: busy.median_ms,
          search_p95_before_ms: quiet.p95_ms,
          search_p95_during_ms: busy.p95_ms,
          search_p95_times: quiet.p95_ms === null || busy.p95_ms === null ? null : round(busy.p95_ms / quiet.p95_ms),
          changes_per_second: round(changesDuring / (milliseconds / 1_000)),
        },
        peakMemoryMb,
        checksum: createHash('sha256')
          .update([...changes.words.keys()].sort().join())
          .digest('hex'),
        checked: changes.words.size + spanish.length,
        wrong,
        floor: {
          what: 'the same documents by bulk requests of 500 into an empty index, nothing else going on',
          figures: { ...summarize([floor.milliseconds]) },
        },
        goals: [
          { figure: 'median_ms', atMost: 120_000 },
          { figure: 'search_p95_times', atMost: 2 },
        ],
        work: {
          documents: floor.documents,
          translated: translated.length,
          changes: changes.sent,
          changes_wanted_per_second: changesPerSecond,
          searches_before: before.length,
          searches_during: during.length,
        },
      };
    });
  });
}

interface Looking {
  client: ServiceClient;
  wrong: WrongAnswers;
  signal: AbortSignal;
}

/** Each course by the word of its last version; by the one before, nothing. */
async function checkChanges(
  changed: ReadonlyMap<string, readonly string[]>,
  { client, wrong, signal }: Looking,
): Promise<void> {
  for (const [key, words] of changed) {
    signal.throwIfAborted();
    const [word = '', before] = [words.at(-1), words.at(-2)];
    const found = await keysFoundBy(client, word);
    if (found.join() !== key) {
      wrong.add(`the last word of ${key} found ${found.join(' ') || 'nothing'}`);
    }
    if (before !== undefined && (await keysFoundBy(client, before)).length > 0) {
      wrong.add(`${key} is still found by a word that it has no more`);
    }
  }
}

async function checkTranslations(
  translated: readonly { key: string; word: string }[],
  { client, wrong, signal }: Looking,
): Promise<void> {
  for (const { key, word } of translated) {
    signal.throwIfAborted();
    const found = await keysFoundBy(client, word, 'es');
    if (found.join() !== key) {
      wrong.add(`the Spanish word of ${key} found ${found.join(' ') || 'nothing'}`);
    }
  }
}
