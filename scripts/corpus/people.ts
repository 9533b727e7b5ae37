import type { Organisation } from './organisations.ts';
import { RandomStream } from './random.ts';
import { slugify } from './spelling.ts';

const GIVEN =
  'Ada Amara Benoit Carmen Chidi Dalia Elif Emeka Farida Goran Hana Ingrid Isamu Jonas Kavya Leila Lucas Mateo Mirela Nadia Oskar Paloma Quentin Rania Samir Sofia Tomas Uma Viktor Wanjiru Ximena Yusuf Zofia';
const FAMILY =
  'Abernov Baltarre Castellum Dravik Eklöv Farroni Gundersol Haddar Ibarren Jovani Kestrelli Lindqvar Maroun Nwadike Okonta Petrakos Quispel Rosenthalm Solvang Tanakari Ullerud Varghesi Wolnik Yamazora Zelenka';
const POSITIONS = [
  'Professor',
  'Associate Professor',
  'Senior Lecturer',
  'Lecturer',
  'Research Fellow',
  'Practice Lead',
];
/** Each organisation has as many teachers. */
const TEACHERS = 30;

/** A teacher as upstream nests it in runs. */
export interface Person {
  uuid: string;
  given_name: string;
  family_name: string;
  slug: string;
  position: { title: string; organization_name: string };
}

/** Some teachers of an organisation, the same people again and again. */
export function drawStaff(seed: number, organisation: Organisation, count: number, stream: RandomStream): Person[] {
  const numbers = new Set(Array.from({ length: count }, () => stream.whole(0, TEACHERS - 1)));
  return [...numbers].map((number) => makePerson(seed, organisation, number));
}

function makePerson(seed: number, organisation: Organisation, number: number): Person {
  const stream = new RandomStream(seed, 'person', organisation.index, number);
  const given = stream.pick(GIVEN.split(' '));
  const family = stream.pick(FAMILY.split(' '));
  const slug = `${slugify(`${given} ${family}`)}-${String(organisation.index * TEACHERS + number)}`;
  return {
    uuid: stream.uuid(),
    given_name: given,
    family_name: family,
    slug,
    position: { title: stream.pick(POSITIONS), organization_name: organisation.name },
  };
}
