import type { FilterScope } from '../inclusion/port.ts';
import type { FacetChoice } from './facets.ts';

export { facets } from './facets.ts';
export type { Facet, FacetChoice } from './facets.ts';

export interface SearchRequest {
  /** Words; empty finds everything. The last one counts as the beginning of a word too, unless something follows it. */
  text: string;
  /** From 1. */
  page: number;
  pageSize: number;
  facets: FacetChoice;
  /** Whether each hit says where the words were found. */
  highlight?: boolean;
  /** Only what is in this catalog, or in any catalog of these customers. */
  scope?: FilterScope;
}

/**
 * What was found where: HTML in which everything is escaped but `<mark>…</mark>` around what was found. The title whole, of a
 * description one part of some 160 characters; members where nothing was found are missing.
 */
export interface Highlights {
  title?: string;
  short_description?: string;
  full_description?: string;
}

export interface SearchHit {
  content_key: string;
  content_type: string;
  uuid: string | null;
  title: string;
  short_description: string;
  partners: string[];
  subjects: string[];
  skill_names: string[];
  level_type: string | null;
  language: string | null;
  availability: string[];
  programs: string[];
  course_type: string | null;
  learning_type: string;
  card_image_url: string | null;
  marketing_url: string | null;
  price: number | null;
  /** Where they were asked for. */
  highlights?: Highlights;
}

export interface SearchResult {
  count: number;
  hits: SearchHit[];
  /** Facet → value → how many of the results have it. A facet's own choice does not narrow its own values. */
  facets: Record<string, Record<string, number>>;
}

export interface Search {
  /**
   * @throws NotFoundError for an unknown catalog · BadRequestError past the 10,000th result or the 32nd word · UnavailableError
   */
  search(request: SearchRequest): Promise<SearchResult>;
  /**
   * Everything that is written by now is found from now on, rather than within a second. Costs the engine some 10 ms and a small segment.
   * @throws UnavailableError
   */
  refresh(): Promise<void>;
}
