import { pow } from './arithmetic.ts';
import { itemAt } from './item-at.ts';
import { Permutation } from './permutation.ts';
import { RandomStream } from './random.ts';

export const ORGANISATION_COUNT = 280;
const ZIPF_EXPONENT = 0.9;
const FAVOURITE_TOPICS = 6;

/** A partner that owns courses; the index is also its rank by size, 0 the largest. */
export interface Organisation {
  index: number;
  uuid: string;
  key: string;
  name: string;
  slug: string;
  /** Place part of the name. */
  place: string;
  /** Indexes of the topics that it teaches most. */
  favourites: readonly number[];
}

const BEGINNINGS =
  'Arvel Brask Cald Drenn Elvar Fosk Grell Hest Isk Jarr Keld Lorv Mirr Norv Osk Plen Quar Rusk Skel Tav Ulv Vend Wyr Zell';
const ENDINGS =
  'bourne crest dale den fell fjord gard haven holm hurst land mark mere moor mount ness port ridge stad stead strand vale wick worth';
const KINDS: readonly (readonly [name: string, keySuffix: string])[] = [
  ['University of {place}', 'U'],
  ['{place} University', 'X'],
  ['{place} Institute of Technology', 'Tech'],
  ['{place} College', 'X'],
  ['{place} Business School', 'Biz'],
  ['{place} Polytechnic', 'Poly'],
  ['{place} Academy', ''],
  ['{place} Foundation', 'Fdn'],
];

/** How many organisations the name parts allow; those from ORGANISATION_COUNT up own nothing. */
export const NAMEABLE_ORGANISATIONS = BEGINNINGS.split(' ').length * ENDINGS.split(' ').length;

/** The organisation at an index below NAMEABLE_ORGANISATIONS; names and keys are unique, also without regard to case. */
export function makeOrganisation(seed: number, index: number, topicCount: number): Organisation {
  const places = new Permutation(NAMEABLE_ORGANISATIONS, new RandomStream(seed, 'places'));
  const place = placeNameOf(places.indexAt(index));
  const stream = new RandomStream(seed, 'organisation', index);
  const [name, suffix] = stream.pick(KINDS);
  return {
    index,
    uuid: stream.uuid(),
    key: place + suffix,
    name: name.replace('{place}', place),
    slug: (place + suffix).toLowerCase(),
    place,
    favourites: Array.from({ length: FAVOURITE_TOPICS }, () => stream.whole(0, topicCount - 1)),
  };
}

/** Cumulated shares of the organisations by rank (Zipf, exponent 0.9): the last is 1. */
export function cumulatedShares(): Float64Array {
  const shares = new Float64Array(ORGANISATION_COUNT);
  let sum = 0;
  for (let rank = 0; rank < ORGANISATION_COUNT; rank++) {
    sum += pow(rank + 1, -ZIPF_EXPONENT);
    shares[rank] = sum;
  }
  return shares.map((share) => share / sum);
}

/** The first rank whose cumulated share is above a uniform number. */
export function rankByShare(cumulated: Float64Array, uniform: number): number {
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (itemAt(cumulated, middle) > uniform) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** An organisation as upstream nests it in courses (owners) and programs (authoring organizations). */
export function organisationDocument(organisation: Organisation): Record<string, unknown> {
  const { uuid, key, name, slug } = organisation;
  return {
    uuid,
    key,
    name,
    slug,
    logo_image_url: logoUrl(organisation),
    marketing_url: `https://www.example.test/school/${slug}`,
  };
}

export function logoUrl(organisation: Organisation): string {
  return `https://media.example.test/org/${organisation.slug}-logo.png`;
}

/** A made-up place; distinct for each index below NAMEABLE_ORGANISATIONS. */
export function placeNameOf(index: number): string {
  const endings = ENDINGS.split(' ');
  const beginnings = BEGINNINGS.split(' ');
  return itemAt(beginnings, Math.floor(index / endings.length)) + itemAt(endings, index % endings.length);
}
