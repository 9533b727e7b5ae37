import { customerLine } from './customers.ts';
import { Permutation } from './permutation.ts';
import type { QueryNames } from './queries.ts';
import { RandomStream } from './random.ts';

/** A line of catalogs.jsonl: a customer's use of a query. */
export interface CatalogLine {
  uuid: string;
  title: string;
  enterprise_uuid: string;
  enterprise_name: string;
  catalog_query_uuid: string;
  enabled_course_modes: readonly string[];
  publish_audit_enrollment_urls: boolean;
}

const ALL_MODES = ['verified', 'professional', 'no-id-professional', 'audit', 'honor'];
const MODES: readonly (readonly [modes: readonly string[], weight: number])[] = [
  [ALL_MODES, 70],
  [ALL_MODES.slice(0, 3), 18],
  [[...ALL_MODES.slice(0, 3), 'paid-executive-education'], 8],
  [[...ALL_MODES, 'credit'], 4],
];

/**
 * Catalogs: as far as they reach every query and every customer has one, the rest goes to few, as in life. Needs a
 * query and a customer.
 */
export function* catalogLines(options: {
  seed: number;
  now: number;
  count: number;
  customers: number;
  names: QueryNames;
}): Generator<CatalogLine> {
  const { seed, now, count, customers, names } = options;
  const queryOrder = new Permutation(names.count, new RandomStream(seed, 'catalogs', 'queries'));
  const customerOrder = new Permutation(customers, new RandomStream(seed, 'catalogs', 'customers'));
  for (let index = 0; index < count; index++) {
    const stream = new RandomStream(seed, 'catalog', index);
    const query = queryOrder.indexAt(index < names.count ? index : fewOften(names.count, stream));
    const customer = customerLine(
      seed,
      now,
      customerOrder.indexAt(index < customers ? index : fewOften(customers, stream)),
    );
    yield {
      uuid: stream.uuid(),
      title: `${customer.name} - ${names.title(query)}`,
      enterprise_uuid: customer.uuid,
      enterprise_name: customer.name,
      catalog_query_uuid: names.uuid(query),
      enabled_course_modes: stream.weighted(MODES),
      publish_audit_enrollment_urls: stream.chance(0.2),
    };
  }
}

/** A rank below size, low ones much more often. */
function fewOften(size: number, stream: RandomStream): number {
  const uniform = stream.unit();
  return Math.floor(size * uniform * uniform * uniform);
}
