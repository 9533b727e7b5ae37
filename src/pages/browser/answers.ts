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

export interface SearchToken {
  id: string;
  /** The text that is sent. */
  token: string;
  expires_at: string;
}

/** A hit of a search, in the portal's protocol. */
export interface Item {
  content_key: string;
  content_type: string;
  title: string;
  short_description?: string | null;
  partners?: { name: string }[];
  level_type?: string | null;
  language?: string | null;
  availability?: string[];
  learning_type: string;
  /** US dollars. */
  first_enrollable_paid_seat_price?: number | null;
}

/** What a search gave up to find something; missing where nothing was. */
export type Relaxed = 'typos' | 'words';

export interface CatalogList {
  count: number;
  results: { uuid: string; title: string; enterprise_customer: string; enterprise_customer_name: string | null }[];
}
