import type { Shards } from '../../platform/opensearch/opensearch.ts';

export interface OneAnswer {
  timed_out: boolean;
  _shards: Shards;
  aggregations: { stamps: { sum_other_doc_count: number; buckets?: { key: number }[] } };
}

export interface EmptyAnswer {
  timed_out: boolean;
  _shards: Shards;
  hits: { total: { value: number } };
}

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

export interface ManyAnswer {
  timed_out: boolean;
  _shards: Shards;
  hits?: { hits?: { sort: [number]; fields: { _percolator_document_slot: number[] } }[] };
}
