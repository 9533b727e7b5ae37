import { createHash } from 'node:crypto';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { RandomStream } from '../corpus/random.ts';
import { ServiceClient, withService } from '../scratch/service.ts';
import { Containment } from './containment.ts';
import { openToAll, type BenchContext } from './context.ts';
import { readPeakMemory } from './peak-memory.ts';
import { readMemberships } from './read-memberships.ts';
import { readParents } from './read-parents.ts';
import type { Measurement } from './row.ts';
import { summarize } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

const samples = 20;
const warmUp = 3;
const keysOfOne = 1_000;
const catalogsOfOne = 100;

/** A thousand keys against a hundred catalogs in one request, one after the other; every answer is compared. */
export async function measureContainsMany(context: BenchContext): Promise<Measurement> {
  const { options, stores, corpus, say } = context;
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const wrong = new WrongAnswers();
  const [timed, floor]: [number[], number[]] = [[], []];
  const hash = createHash('sha256');
  try {
    const stream = new RandomStream(options.seed, 'bench', 'contains-many');
    const memberships = await readMemberships(database);
    const containment = new Containment(memberships, await readParents(corpus.content));
    const [catalogs] = await database.query<(RowDataPacket & { uuid: string; id: number; query: string })[]>(
      'SELECT c.uuid, q.id, q.uuid AS query FROM enterprise_catalog c JOIN catalog_query q ON q.id = c.query_id ORDER BY c.uuid',
    );
    say(`contains-many: ${String(keysOfOne)} keys in ${String(catalogsOfOne)} catalogs, ${String(samples)} times`);
    const peakMemoryMb = await withService(context, openToAll, async ({ base, pid }) => {
      const client = new ServiceClient(base);
      try {
        for (let number = 0; number < warmUp + samples; number += 1) {
          const items = stream.sample([...memberships.items.entries()], keysOfOne);
          const some = stream.sample(catalogs, catalogsOfOne);
          const body = { content_keys: items.map(([, { key }]) => key), catalog_uuids: some.map(({ uuid }) => uuid) };
          const answer = await client.ask('POST', '/api/v1/contains', JSON.stringify(body));
          const { results } = answer.body as { results?: Record<string, Record<string, boolean>> };
          for (const { uuid, query } of some) {
            const place = memberships.queryByUuid.get(query) ?? -1;
            for (const [item, { key }] of items) {
              if (results?.[uuid]?.[key] !== (containment.reason(place, item) !== 'not')) {
                wrong.add(`${key} in ${uuid}: ${String(results?.[uuid]?.[key])}`);
              }
            }
          }
          hash.update(JSON.stringify(results));
          const from = performance.now();
          await database.query(
            `SELECT m.query_id, i.content_key FROM content i JOIN membership m ON m.content_id = i.id
             WHERE i.content_key IN (?) AND m.query_id IN (?)`,
            [body.content_keys, some.map(({ id }) => id)],
          );
          const least = performance.now() - from;
          if (number >= warmUp) {
            timed.push(answer.milliseconds);
            floor.push(least);
          }
        }
        return readPeakMemory(pid);
      } finally {
        await client.close();
      }
    });
    return {
      row: 'contains-many',
      samples: timed.length,
      figures: { ...summarize(timed) },
      peakMemoryMb,
      checksum: hash.digest('hex'),
      checked: (warmUp + samples) * keysOfOne * catalogsOfOne,
      wrong,
      floor: {
        what: 'the memberships of the same keys and queries, in one statement',
        figures: { ...summarize(floor) },
      },
      goals: [{ figure: 'median_ms', atMost: 80 }],
      work: { warm_up: warmUp, keys: keysOfOne, catalogs: catalogsOfOne },
    };
  } finally {
    await database.end();
  }
}
