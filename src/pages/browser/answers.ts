/** What the API answers, as far as the page reads it. */

export interface Me {
  /** `user:NAME` or `key:ID`. */
  name: string;
  roles: { role: string; context: string }[];
  every_customer: boolean;
}

export interface Customer {
  uuid: string;
  name: string | null;
}

export interface CustomerList {
  count: number;
  results: Customer[];
}

/** HTML-escaped text with `<mark>` around what was found; see marked.ts. */
export interface Highlights {
  title?: string;
  short_description?: string;
  full_description?: string;
}

export interface Hit {
  content_key: string;
  content_type: string;
  title: string;
  short_description: string;
  partners: string[];
  level_type: string | null;
  language: string | null;
  availability: string[];
  learning_type: string;
  price: number | null;
  highlights?: Highlights;
}

export interface SearchAnswer {
  count: number;
  num_pages: number;
  current_page: number;
  results: Hit[];
  facets: Record<string, Record<string, number>>;
  /** What was given up to find these. */
  relaxed: 'typos' | 'words' | null;
}

export interface CatalogList {
  count: number;
  results: { uuid: string; title: string; enterprise_customer: string; enterprise_customer_name: string | null }[];
}
