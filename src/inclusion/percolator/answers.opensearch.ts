import type { Shards } from '../../platform/opensearch/opensearch.ts';

/** What a percolation found: filters by their stamps. */
export interface FoundAnswer {
  timed_out: boolean;
  _shards: Shards;
  aggregations: {
    stamps: { sum_other_doc_count: number; buckets?: { key: number }[] };
    /** Of those that were selected; none where whole filters were run. */
    digests?: { value: number };
    /** How many filters, of whichever are asked, no selector finds; as above. */
    unselected?: { registered: { doc_count: number } };
  };
}

/** The members of it that are read. */
export const foundMembers = [
  'timed_out',
  '_shards.failed',
  'aggregations.stamps.sum_other_doc_count',
  'aggregations.stamps.buckets.key',
  'aggregations.digests.value',
  'aggregations.unselected.registered.doc_count',
];

export interface ListAnswer {
  timed_out: boolean;
  _shards: Shards;
  hits?: { hits?: { _id: string }[] };
}

export interface StampsAnswer {
  timed_out: boolean;
  _shards: Shards;
  hits?: { hits?: { sort: [number] }[] };
}

/** A registration's members that filters are told apart by. */
export interface FilterSource {
  stamp: number;
  query: object;
  digest?: number;
}

export interface FiltersAnswer {
  timed_out: boolean;
  _shards: Shards;
  hits?: { hits?: { _source: FilterSource }[] };
}
