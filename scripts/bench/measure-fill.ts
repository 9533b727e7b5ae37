import { createHash } from 'node:crypto';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { ServiceClient, withService } from '../scratch/service.ts';
import { checkQueries } from './check-queries.ts';
import { openToAll, type BenchContext } from './context.ts';
import { timeInserts } from './import-floor.ts';
import type { QueryLine } from './judge.ts';
import { Memberships, type StoredItem } from './memberships.ts';
import { readPeakMemory } from './peak-memory.ts';
import { readDatabaseClock } from './read-memberships.ts';
import type { Measurement } from './row.ts';
import { summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

const fills = 5;
const customer = '5d7b2c1e-90f4-4b36-8a52-6c1d3e7f9a04';
const types = ['course', 'courserun', 'program', 'learnerpathway'];

/** New catalogs whose filters take in nearly everything: all of their members are new. */
export async function measureFill(context: BenchContext): Promise<Measurement> {
  const { stores, say, signal } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const wrong = new WrongAnswers();
  const [timed, matches]: [number[], number[]] = [[], []];
  const made: QueryLine[] = [];
  try {
    say(`fill: ${String(fills)} catalogs of nearly everything`);
    const from = await readDatabaseClock(database);
    const peakMemoryMb = await withService(context, openToAll, async ({ base, pid }) => {
      const client = new ServiceClient(base);
      try {
        for (let number = 0; number < fills; number += 1) {
          const content_filter = { content_type: types, number__exclude: `fill-${String(number)}` };
          const { status, body, milliseconds } = await client.ask(
            'POST',
            '/api/v1/enterprise-catalogs/',
            JSON.stringify({ title: `Fill ${String(number)}`, enterprise_customer: customer, content_filter }),
          );
          const { membership, catalog_query_uuid: uuid = '' } = body as {
            membership?: { state: string; entered: number };
            catalog_query_uuid?: string;
          };
          if (status !== 201 || membership?.state !== 'committed') {
            wrong.add(`a new catalog was answered ${String(status)} ${JSON.stringify(body).slice(0, 300)}`);
          }
          matches.push(membership?.entered ?? 0);
          made.push({ uuid, content_filter });
          timed.push(milliseconds);
        }
        return readPeakMemory(pid);
      } finally {
        await client.close();
      }
    });
    const span = { from, to: await readDatabaseClock(database) };
    const checked = await checkQueries(database, made, span, { wrong, signal });
    say('fill: the floor');
    const [items] = await database.query<(StoredItem & RowDataPacket)[]>(
      'SELECT id, content_key AS `key`, type FROM content WHERE deleted_at IS NULL',
    );
    const floor: number[] = [];
    for (const count of matches) {
      const all = new Memberships(items, [{ id: 1, uuid: customer }]);
      items.slice(0, count).forEach(({ id }) => {
        all.add(1, id);
      });
      floor.push(await timeInserts(database, all, signal));
    }
    return {
      row: 'fill',
      samples: timed.length,
      figures: { ...summarize(timed) },
      peakMemoryMb,
      checksum: createHash('sha256').update(matches.join()).digest('hex'),
      checked,
      wrong,
      floor: {
        what: 'as many membership rows by INSERTs of 1,000 in one connection',
        figures: { ...summarize(floor) },
      },
      goals: [{ figure: 'median_ms', atMost: 1_000 }],
      work: { members: matches[0] ?? 0 },
    };
  } finally {
    await database.end();
  }
}
