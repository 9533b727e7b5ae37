import { DAY, isoMicroseconds } from './instants.ts';
import { NAMEABLE_ORGANISATIONS, placeNameOf } from './organisations.ts';
import { RandomStream } from './random.ts';
import { slugify } from './spelling.ts';

/** A line of customers.jsonl: an enterprise as the platform tells about it. */
export interface CustomerLine {
  uuid: string;
  name: string;
  slug: string;
  active: boolean;
  country: string;
  enable_learner_portal: boolean;
  enable_integrated_customer_learner_portal_search: boolean;
  created: string;
  modified: string;
}

const TRADES =
  'Labs Logistics Foods Insurance Health Energy Retail Bank Consulting Steel Media Airlines Software Robotics Textiles Pharma Hotels Telecom Motors Water Council Hospital Construction Shipping';
const COUNTRIES = 'US US US US CA GB DE FR ES MX BR CO IN JP KR AU ZA NG SG NL SE NO CH AE'.split(' ');

/** The customer at an index; uuids and slugs are unique, names nearly so. */
export function customerLine(seed: number, now: number, index: number): CustomerLine {
  const stream = new RandomStream(seed, 'customer', index);
  const name = `${placeNameOf(stream.whole(0, NAMEABLE_ORGANISATIONS - 1))} ${stream.pick(TRADES.split(' '))}`;
  const created = now - stream.whole(100, 2000) * DAY;
  const modified = created + Math.floor(stream.unit() * (now - created));
  return {
    uuid: stream.uuid(),
    name,
    slug: `${slugify(name)}-${String(index + 1)}`,
    active: stream.chance(0.95),
    country: stream.pick(COUNTRIES),
    enable_learner_portal: stream.chance(0.85),
    enable_integrated_customer_learner_portal_search: stream.chance(0.8),
    created: isoMicroseconds(created),
    modified: isoMicroseconds(modified),
  };
}
