import type { SearchFields } from '../../content-index/port.ts';

/** Where something lies in the space of a model: a vector of length 1. What lies close together means about the same. */
export interface Place {
  /** Only places of one model can be compared. */
  model: string;
  vector: readonly number[];
}

/** An item as it is to be found by what it means. */
export interface PlacedItem {
  contentId: number;
  search: SearchFields;
}

/** Where models come from that tell what texts mean. */
export interface Meaning {
  /** How many numbers a vector has. */
  readonly dimension: number;
  /** The least cosine at which two places mean something to each other. */
  readonly least: number;
  /** Of items, in order; undefined where there is no model or place yet, or the item says nothing that is known. @throws UnavailableError */
  placeItems(items: readonly PlacedItem[]): Promise<(Place | undefined)[]>;
  /** Of what somebody searches for, one for each model whose places may be in the index; none where it is not known. @throws UnavailableError */
  placeText(text: string): Promise<Place[]>;
}
