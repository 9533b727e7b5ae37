import { createHash } from 'node:crypto';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { ServiceClient, withService } from '../scratch/service.ts';
import { openToAll, type BenchContext } from './context.ts';
import { readDocuments } from './read-documents.ts';
import { readPeakMemory } from './peak-memory.ts';
import type { Measurement } from './row.ts';
import { round } from './statistics.ts';
import { WrongAnswers } from './wrong-answers.ts';

/** A stored filter as `/api/v1/catalog-queries/costs/` tells of it. */
interface FilterCost {
  uuid: string;
  class: string;
  extraction_result: string | null;
  candidates: number;
  matches: number;
}

interface Page {
  results?: FilterCost[];
  next: string | null;
}

/** Entries that hold the list of a filter by key, or by organisation. */
const listed = {
  key: ['key', 'aggregation_key'],
  organisation: ['org', 'organizations', 'authoring_organizations', 'authoring_organization_uuids'],
} as const;
type Kind = keyof typeof listed;

/** Most of the filters that customers write must cost next to nothing beyond their matches. */
const most = 1.3;

/**
 * For how many items filters by key lists and organisation lists are verified, for each item that really matches. Those that terms alone
 * answer are verified for none, and are counted apart.
 */
export async function measureCandidates(context: BenchContext): Promise<Measurement> {
  const { stores, corpus, say } = context;
  const kinds = new Map<string, Kind>();
  for await (const { uuid, content_filter } of readDocuments<{ uuid: string; content_filter: object }>(
    corpus.queries,
  )) {
    const kind = kindOf(content_filter);
    if (kind !== undefined) {
      kinds.set(uuid, kind);
    }
  }
  say(`candidates: ${String(kinds.size)} filters by lists of keys and organisations`);
  const database = await createConnection({ uri: stores.addresses.databaseUrl, timezone: 'Z' });
  const wrong = new WrongAnswers();
  const hash = createHash('sha256');
  const verified = { key: new Tally(), organisation: new Tally() };
  let [byTerms, samples] = [0, 0];
  try {
    const [rows] = await database.query<(RowDataPacket & { uuid: string; members: number })[]>(
      `SELECT q.uuid, COUNT(m.content_id) AS members FROM catalog_query q LEFT JOIN membership m ON m.query_id = q.id
       GROUP BY q.id, q.uuid`,
    );
    const members = new Map(rows.map((row) => [row.uuid, row.members]));
    const peakMemoryMb = await withService(context, openToAll, async ({ base, pid }) => {
      for (const cost of await readCosts(base)) {
        const kind = kinds.get(cost.uuid);
        if (kind === undefined) {
          continue;
        }
        samples += 1;
        hash.update(JSON.stringify([cost.uuid, cost.extraction_result, cost.candidates, cost.matches]));
        if (cost.matches !== members.get(cost.uuid) || cost.candidates < cost.matches) {
          wrong.add(`${cost.uuid}: ${String(cost.matches)} of ${String(cost.candidates)} candidates match`);
        }
        if (cost.class === 'terms') {
          byTerms += 1;
        } else {
          verified[kind].add(cost);
        }
      }
      return readPeakMemory(pid);
    });
    const names = ['key_candidates_per_match', 'organisation_candidates_per_match'] as const;
    return {
      row: 'candidates',
      samples,
      figures: { [names[0]]: verified.key.perMatch(), [names[1]]: verified.organisation.perMatch() },
      peakMemoryMb,
      checksum: hash.digest('hex'),
      checked: samples,
      wrong,
      floor: { what: 'one candidate a match', figures: { [names[0]]: 1, [names[1]]: 1 } },
      goals: names.map((figure) => ({ figure, atMost: most })),
      work: { answered_by_terms: byTerms, verified: samples - byTerms },
    };
  } finally {
    await database.end();
  }
}

async function readCosts(base: string): Promise<FilterCost[]> {
  const client = new ServiceClient(base);
  const costs: FilterCost[] = [];
  try {
    for (let at: string | null = '/api/v1/catalog-queries/costs/?page_size=100'; at !== null;) {
      const { status, body } = await client.ask('GET', at);
      const { results, next } = body as Page;
      if (status !== 200 || results === undefined) {
        throw new Error(`${at} was answered ${String(status)}`);
      }
      costs.push(...results);
      at = next === null ? null : next.slice(base.length);
    }
    return costs;
  } finally {
    await client.close();
  }
}

/** By which list a filter selects; undefined where it has none. */
function kindOf(filter: object): Kind | undefined {
  const names = Object.keys(filter);
  return (Object.keys(listed) as Kind[]).find((kind) => listed[kind].some((name) => names.includes(name)));
}

/** Candidates and matches of filters that are verified. */
class Tally {
  #candidates = 0;
  #matches = 0;

  add({ candidates, matches }: FilterCost): void {
    this.#candidates += candidates;
    this.#matches += matches;
  }

  /** Null where nothing matched, or nothing is verified. */
  perMatch(): number | null {
    return this.#matches === 0 ? null : round(this.#candidates / this.#matches);
  }
}
