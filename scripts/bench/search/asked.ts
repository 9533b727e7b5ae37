import type { Connection } from 'mysql2/promise';
import { RandomStream } from '../../corpus/random.ts';
import { ServiceClient } from '../../scratch/service.ts';
import type { WrongAnswers } from '../wrong-answers.ts';
import { portalQuery, readLearners, searchPath, suggestPath, typedOf, type Learner } from './learner.ts';
import type { RecordedSearch, Recorder } from './recorder.ts';

const learnerCount = 10;
const titlesOfALearner = 2;
const portalPath = '/1/indexes/*/queries';
const tabs = ['course', 'program', 'learnerpathway'];

/** One request to the service, and what came of it when it was checked. */
export interface Asked {
  path: string;
  /** JSON; null for a GET. */
  body: string | null;
  /** Bytes of the right answer. */
  length: number;
  /** What the service asked of the engine for it. */
  searches: readonly RecordedSearch[];
}

/** What each row asks. */
export interface AskedByRow {
  typed: Asked[];
  empty: Asked[];
  suggest: Asked[];
  landing: Asked[];
  twenty: Asked[];
}

interface Asking {
  /** http://127.0.0.1:port of a service that searches through the recorder. */
  base: string;
  recorder: Recorder;
  database: Connection;
  seed: number;
  signal: AbortSignal;
}

interface Shown {
  count: number;
  results: { content_key: string; title: string }[];
}

/**
 * Asks everything once, one after another, through the recorder, and checks it: what is found is in the learner's catalogs by the database's
 * word, and somebody who types a title of them finds something with every letter.
 */
export async function askOnce(
  { base, recorder, database, seed, signal }: Asking,
  wrong: WrongAnswers,
): Promise<AskedByRow> {
  const stream = new RandomStream(seed, 'bench', 'search');
  const learners = await readLearners(database, stream, learnerCount);
  const client = new ServiceClient(base);
  const ask = async (path: string, sent: object | null, check: (body: unknown) => void): Promise<Asked> => {
    signal.throwIfAborted();
    recorder.take();
    const body = sent === null ? null : JSON.stringify(sent);
    const answer = await client.ask(body === null ? 'GET' : 'POST', path, body);
    if (answer.status === 200) {
      check(answer.body);
    } else {
      wrong.add(`${path.slice(0, 60)} was answered ${String(answer.status)} ${JSON.stringify(answer.body)}`);
    }
    return { path, body, length: Buffer.byteLength(JSON.stringify(answer.body)), searches: recorder.take() };
  };
  const inCatalogs = ({ members }: Learner, keys: readonly string[], what: string): void => {
    for (const key of keys.filter((one) => !members.has(one))) {
      wrong.add(`${key} was found by ${what} and is in none of the catalogs`);
    }
  };
  const asked: AskedByRow = { typed: [], empty: [], suggest: [], landing: [], twenty: [] };
  try {
    for (const learner of learners) {
      const titles: string[] = [];
      asked.empty.push(
        await ask(searchPath(learner, ''), null, (body) => {
          const { results } = body as Shown;
          inCatalogs(
            learner,
            results.map(({ content_key }) => content_key),
            'no words',
          );
          titles.push(...stream.sample(results, Math.min(titlesOfALearner, results.length)).map(({ title }) => title));
        }),
      );
      const texts = titles.flatMap(typedOf);
      for (const text of texts) {
        asked.typed.push(
          await ask(searchPath(learner, text), null, (body) => {
            const { count, results } = body as Shown;
            inCatalogs(
              learner,
              results.map(({ content_key }) => content_key),
              text,
            );
            if (count === 0) {
              wrong.add(`nothing was found by ${text}`);
            }
          }),
        );
        asked.suggest.push(
          await ask(suggestPath(learner, text), null, (body) => {
            const { titles: by } = body as { titles: Record<string, { content_key: string }[]> };
            inCatalogs(
              learner,
              Object.values(by).flatMap((some) => some.map(({ content_key }) => content_key)),
              text,
            );
          }),
        );
      }
      const checkPortal = (body: unknown): void => {
        for (const { hits } of (body as { results: { hits: { objectID: string }[] }[] }).results) {
          // After the content type and a hyphen.
          const named = hits.map(({ objectID }) => objectID.slice(objectID.indexOf('-') + 1));
          inCatalogs(learner, named, 'a portal');
        }
      };
      const landing = [...tabs, undefined, undefined].map((type) => portalQuery(learner, '', type));
      asked.landing.push(await ask(portalPath, { requests: landing }, checkPortal));
      const twenty = Array.from({ length: 20 }, (_, index) => portalQuery(learner, texts[index % texts.length] ?? ''));
      asked.twenty.push(await ask(portalPath, { requests: twenty }, checkPortal));
    }
    return asked;
  } finally {
    await client.close();
  }
}
