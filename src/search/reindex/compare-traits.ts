import type { Snapshot } from '../../content-index/port.ts';
import { unpackStamp } from '../../kernel/ids.ts';
import type { RequestTemplate } from '../../kernel/request-template.ts';
import type { TypeCounts } from './models.ts';

/** Ids of one page; the engine's limit for one answer is 10,000. */
const idsOfOnePage = 5_000;

interface Traits {
  revision: number;
  /** The document's ticket: another document of the same revision has a later one. */
  ticket: number;
  type: string;
  isSpanish: boolean;
  isDiscoverable: boolean;
  isBare: boolean;
}

interface Answer {
  hits: {
    hits: {
      sort: [number];
      _version: number;
      _source: { content_type: string; is_discoverable?: boolean; search_error?: string; es?: { title?: string } };
    }[];
  };
}

export interface ComparedTraits {
  /** Items that only one of them has, or of which they differ in revision, ticket, type, languages, or in what may be shown. */
  unlike: number[];
  /** Of the items that are alike. */
  counts: TypeCounts;
  /** What each says of the items that are not. */
  serving: ReadonlyMap<number, Traits>;
  candidate: ReadonlyMap<number, Traits>;
}

/**
 * Goes through two indices side by side, by id. @param how.template `queries/compare-items.json`
 * @param how.last the last id that there may be
 * @param how.told called after each page with the last id that was compared
 */
export async function compareTraits(
  pair: { serving: Snapshot; candidate: Snapshot },
  how: { template: RequestTemplate; last: number; told: (id: number) => Promise<void> },
): Promise<ComparedTraits> {
  const unlike: number[] = [];
  const counts: TypeCounts = {};
  const kept = { serving: new Map<number, Traits>(), candidate: new Map<number, Traits>() };
  for (let after = 0; after < how.last; after += idsOfOnePage) {
    const body = how.template({ after, last: after + idsOfOnePage, size: idsOfOnePage });
    const [serving, candidate] = await Promise.all([read(pair.serving, body), read(pair.candidate, body)]);
    for (const id of new Set([...serving.keys(), ...candidate.keys()])) {
      const [one, other] = [serving.get(id), candidate.get(id)];
      if (one !== undefined && other !== undefined && areAlike(one, other)) {
        countIn(counts, 'serving', one);
        countIn(counts, 'candidate', other);
        continue;
      }
      unlike.push(id);
      if (one !== undefined) {
        kept.serving.set(id, one);
      }
      if (other !== undefined) {
        kept.candidate.set(id, other);
      }
    }
    await how.told(Math.min(after + idsOfOnePage, how.last));
  }
  return { unlike, counts, ...kept };
}

/** Adds what each says of these items. */
export function countAlso({ counts, serving, candidate }: ComparedTraits, ids: Iterable<number>): void {
  for (const id of ids) {
    const [one, other] = [serving.get(id), candidate.get(id)];
    if (one !== undefined) {
      countIn(counts, 'serving', one);
    }
    if (other !== undefined) {
      countIn(counts, 'candidate', other);
    }
  }
}

async function read(snapshot: Snapshot, body: object): Promise<Map<number, Traits>> {
  const { hits } = await snapshot.search<Answer>(body);
  return new Map(
    hits.hits.map(({ sort: [stamp], _version: ticket, _source }) => {
      const { id, revision } = unpackStamp(stamp);
      const { content_type: type, es, search_error: error, is_discoverable: discoverable } = _source;
      const traits = {
        revision,
        ticket,
        type,
        isSpanish: es?.title !== undefined,
        isDiscoverable: discoverable === true,
      };
      return [id, { ...traits, isBare: error !== undefined }];
    }),
  );
}

function areAlike(one: Traits, other: Traits): boolean {
  return (
    one.revision === other.revision &&
    one.ticket === other.ticket &&
    one.type === other.type &&
    one.isSpanish === other.isSpanish &&
    one.isDiscoverable === other.isDiscoverable &&
    one.isBare === other.isBare
  );
}

function countIn(counts: TypeCounts, side: 'serving' | 'candidate', { type, isSpanish }: Traits): void {
  for (const name of isSpanish ? [type, `${type} in es`] : [type]) {
    const of = (counts[name] ??= { serving: 0, candidate: 0 });
    of[side] += 1;
  }
}
