import type { FieldName } from '../../replication/port.ts';
import type { UnknownEntry } from '../port.ts';
import type { Moment } from './moment.ts';

/**
 * One condition in normal form. `field` names a list of values; "one of them" is the list's any.
 * Instants are whole milliseconds, both ends included.
 */
export type Condition =
  /** The field has one of the values, or, with `missing`, has none at all. */
  | { kind: 'any'; field: FieldName; type: 'keyword'; values: string[]; missing: boolean }
  | { kind: 'any'; field: FieldName; type: 'boolean'; values: boolean[]; missing: boolean }
  | { kind: 'any'; field: FieldName; type: 'number'; values: number[]; missing: boolean }
  | { kind: 'any'; field: FieldName; type: 'date'; values: Span[]; missing: boolean }
  /** The opposite of all that. */
  | { kind: 'none'; of: Extract<Condition, { kind: 'any' }> }
  /** One value between the bounds. */
  | { kind: 'between'; field: FieldName; type: 'number' | 'date'; bounds: Bounds }
  /** One of the texts occurs in one value: its words in any order, stemmed, or in a row as they are. */
  | { kind: 'words'; field: TextField; how: 'match' | 'phrase'; values: string[] }
  | { kind: 'exists'; field: FieldName; value: boolean }
  /** Of the filters, each a list of conditions that all hold, any, all or none holds. */
  | { kind: 'group'; group: Group; filters: Condition[][] };

export const groups = ['any_of', 'all_of', 'none_of'] as const;
export type Group = (typeof groups)[number];

/** What words are looked for in: `key` alone of the keywords has a form of words. */
export type TextField = FieldName & ('title' | 'short_description' | 'full_description' | 'q' | 'key');

export interface Span {
  from: number;
  to: number;
}

/** A number or instant, or a moment relative to the query's `as_of`. */
export type Bound = number | Moment;

export interface Bounds {
  gt?: Bound;
  gte?: Bound;
  lt?: Bound;
  lte?: Bound;
}

/** A filter that is accepted. */
export interface ParsedFilter {
  conditions: Condition[];
  control: {
    includeLearnerPathways: boolean;
    /** Sorted, without repeats. */
    forcedAggregationKeys: string[];
    /** By course key, sorted; of each course the run keys, sorted, each once. */
    restrictedRuns: { course: string; runs: string[] }[];
  };
  /** Names that were read as others. */
  corrections: { from: string; to: string }[];
  /** Entries that were left out, when that was asked for. */
  unknown: UnknownEntry[];
}
