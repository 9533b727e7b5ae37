import type { Kind } from './kinds.ts';
import type { KeptSamples } from './samples.ts';

/** In how many documents a field had a value, and one of each kind. */
export type FieldCounts = { present: number } & Partial<Record<Kind, number>>;

/** What the documents of one kind of content looked like in a run. Plain JSON. */
export interface TypeProfile {
  documents: number;
  fields: Record<string, FieldCounts>;
}

/** By content type. */
export type Profile = Record<string, TypeProfile>;

/** How far a run has looked, so that whoever goes on with it can go on looking. Plain JSON. */
export interface DriftState {
  /** How many documents it was shown. */
  seen: number;
  profile: Profile;
  samples: KeptSamples;
}

/** A field that is not as it was in the run before. */
export interface DriftChange {
  content_type: string;
  field: string;
  /** `type`: it has values of a kind that it had less often, or never. */
  change: 'appeared' | 'disappeared' | 'type';
  /** Of `type`: the kind that it most often had, and the new one. */
  from: Kind | null;
  to: Kind | null;
  /**
   * Shares of the documents that have it (`appeared`) or do not (`disappeared`), of those that have the object or list it is in; of `type`,
   * of the documents that have it, those with a value of the new kind.
   */
  before: number;
  now: number;
  /** How many these are now. */
  documents: number;
  /** Keys of three of them. */
  samples: string[];
}

export interface DriftReport {
  /** Whether the run saw everything. What saw a part tells of it, and the next run is compared with the one before it. */
  whole: boolean;
  /** Documents of the run by content type. */
  documents: Record<string, number>;
  changes: DriftChange[];
}
