import { readFile } from 'node:fs/promises';
import type { Connection } from 'mysql2/promise';
import { Engine } from './engine.ts';
import { fillTemplate } from './fill-template.ts';
import type { Memberships } from './memberships.ts';
import type { Measurement } from './row.ts';
import { round, summarize } from './statistics.ts';
import type { ScratchStores } from '../scratch/stores.ts';

const documentsOfOneRequest = 500;
const rowsOfOneInsert = 1_000;
const mappings = new URL('../../mappings/', import.meta.url);

/**
 * The least that the engines need to hold what an import leaves in them: as many membership rows with the same two keys, by
 * multi-row INSERTs in one connection, a transaction each; and all documents by bulk requests into an index of the same
 * mapping. One after the other, and without reading, percolating or searching anything.
 */
export async function measureImportFloor(
  stores: ScratchStores,
  database: Connection,
  memberships: Memberships,
  signal: AbortSignal,
): Promise<Measurement['floor']> {
  const rows = await timeInserts(database, memberships, signal);
  const { milliseconds: documents } = await timeDocuments(stores, signal);
  return {
    what: 'membership rows by INSERTs of 1,000 in one connection, then all documents by bulk requests of 500',
    figures: { ...summarize([rows + documents]), rows_ms: round(rows), documents_ms: round(documents) },
  };
}

/**
 * How long the engine takes for the documents of the content index, by bulk requests of 500 into one of the same mapping.
 * @param most of so many of them, rounded up to whole requests; of all when left out
 */
export async function timeDocuments(
  stores: ScratchStores,
  signal: AbortSignal,
  most = Infinity,
): Promise<{ milliseconds: number; documents: number }> {
  const engine = new Engine(stores.addresses.opensearchUrl);
  try {
    const { bodies, documents } = await takeDocumentsBack(engine, stores.indices.content, most);
    return { milliseconds: await timeBulk(engine, stores.indices.floor, bodies, signal), documents };
  } finally {
    await engine.close();
  }
}

/** Milliseconds that as many rows with the same two keys take, by INSERTs of 1,000, each its own transaction. */
export async function timeInserts(
  database: Connection,
  memberships: Memberships,
  signal: AbortSignal,
): Promise<number> {
  await database.query('CREATE TABLE floor_membership LIKE membership');
  try {
    const began = performance.now();
    let values: string[] = [];
    const insert = async (): Promise<void> => {
      signal.throwIfAborted();
      await database.query(`INSERT INTO floor_membership (query_id, content_id, since) VALUES ${values.join(',')}`);
      values = [];
    };
    for (const [place, query] of memberships.queries.entries()) {
      for (const member of memberships.membersOf(place)) {
        values.push(`(${String(query.id)},${String(memberships.items[member]?.id)},UTC_TIMESTAMP(3))`);
        if (values.length === rowsOfOneInsert) {
          await insert();
        }
      }
    }
    if (values.length > 0) {
      await insert();
    }
    return performance.now() - began;
  } finally {
    await database.query('DROP TABLE floor_membership');
  }
}

interface Page {
  hits: { hits: { _id: string; _source: object; sort: [number] }[] };
}

/** The bodies of the bulk requests that would write the content index anew, or the first so many documents of it. */
async function takeDocumentsBack(
  engine: Engine,
  index: string,
  most: number,
): Promise<{ bodies: Buffer[]; documents: number }> {
  const bodies: Buffer[] = [];
  let documents = 0;
  for (let after = -1; documents < most;) {
    const page = (await engine.request(
      'POST',
      `/${index}/_search`,
      JSON.stringify({
        size: documentsOfOneRequest,
        query: { match_all: {} },
        sort: [{ content_id: 'asc' }],
        search_after: [after],
        track_total_hits: false,
      }),
    )) as Page;
    const { hits } = page.hits;
    if (hits.length === 0) {
      break;
    }
    documents += hits.length;
    bodies.push(
      Buffer.from(hits.map(({ _id, _source }) => `{"index":{"_id":"${_id}"}}\n${JSON.stringify(_source)}\n`).join('')),
    );
    after = hits.at(-1)?.sort[0] ?? after;
  }
  return { bodies, documents };
}

async function timeBulk(
  engine: Engine,
  index: string,
  bodies: readonly Buffer[],
  signal: AbortSignal,
): Promise<number> {
  const projection = JSON.parse(await readFile(new URL('projection.json', mappings), 'utf8')) as unknown;
  const definition = fillTemplate(await readFile(new URL('content.v4.json', mappings), 'utf8'), { projection });
  await engine.request('PUT', `/${index}`, JSON.stringify(definition));
  try {
    const began = performance.now();
    for (const body of bodies) {
      signal.throwIfAborted();
      const { errors } = (await engine.request('POST', `/${index}/_bulk`, body)) as { errors: boolean };
      if (errors) {
        throw new Error('the floor of the import: the engine refused documents that it had taken before');
      }
    }
    return performance.now() - began;
  } finally {
    await engine.request('DELETE', `/${index}`);
  }
}
