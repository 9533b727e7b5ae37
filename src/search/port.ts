import type { FacetChoice } from './facets.ts';

export { facets } from './facets.ts';
export type { Facet, FacetChoice } from './facets.ts';

export interface SearchRequest {
  /** Words; empty finds everything. */
  text: string;
  /** From 1. */
  page: number;
  pageSize: number;
  facets: FacetChoice;
  /** Only what is in this catalog, or in one of this customer's catalogs. */
  scope?: { catalogUuid: string } | { enterpriseUuid: string };
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
}
