import type { BuildFilter } from './filter-context.ts';
import {
  aggregationKeyExclude,
  aggregationKeyList,
  keyList,
  misspeltKeys,
  organisationExclude,
  organisationList,
} from './key-families.ts';
import {
  catchAll,
  controlKeys,
  courseAvailability,
  courseType,
  dates,
  level,
  levelExclude,
  listValuedField,
  organisationAndLevel,
  priceBound,
  priceWindow,
  programsAndPathways,
  runAvailability,
  runLanguage,
} from './value-families.ts';

/** A kind of filter, with how many of the measured 1,439 are of it. */
export interface Family {
  label: string;
  measured: number;
  build: BuildFilter;
}

export const FAMILIES: readonly Family[] = [
  { label: 'Key list', measured: 399, build: keyList },
  { label: 'Aggregation key list', measured: 316, build: aggregationKeyList },
  { label: 'Organization list', measured: 215, build: organisationList },
  { label: 'Price bound', measured: 71, build: priceBound },
  { label: 'All but listed courses', measured: 57, build: aggregationKeyExclude },
  { label: 'Run availability', measured: 57, build: runAvailability },
  { label: 'Organizations and level', measured: 57, build: organisationAndLevel },
  { label: 'Course types', measured: 43, build: courseType },
  { label: 'Programs and pathways', measured: 43, build: programsAndPathways },
  { label: 'Levels', measured: 35, build: level },
  { label: 'All but listed organizations', measured: 35, build: organisationExclude },
  { label: 'Run language', measured: 28, build: runLanguage },
  { label: 'Everything', measured: 21, build: catchAll },
  { label: 'Older spelling', measured: 14, build: misspeltKeys },
  { label: 'Course availability', measured: 14, build: courseAvailability },
  { label: 'Fields of several values', measured: 11, build: listValuedField },
  { label: 'Dates', measured: 10, build: dates },
  { label: 'Price window', measured: 7, build: priceWindow },
  { label: 'Control keys', measured: 5, build: controlKeys },
  { label: 'Excluded level', measured: 1, build: levelExclude },
];
