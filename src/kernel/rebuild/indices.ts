/** The indices of one alias as such: one serves behind it, others are being built or were left. platform/opensearch gives the real ones. */
export interface Generations {
  /** The version of the definition that this program has. */
  readonly version: number;
  /** The index behind the alias, and which definition it was made by; undefined when there is none. */
  serving(): Promise<{ index: string; version: number } | undefined>;
  nameOf(generation: number): string;
  exists(index: string): Promise<boolean>;
  /** Makes an empty index that serves nobody yet, and does not refresh by itself. What an earlier try left under its name is removed. */
  make(index: string, lineage: string): Promise<void>;
  /** It is full: from now on it refreshes as it is defined. Safe to repeat. */
  finish(index: string): Promise<void>;
  /** Lets an index that an older program made be written by its own name. */
  makeWritable(index: string): Promise<void>;
  moveAlias(move: { from: string; to: string }): Promise<void>;
  drop(index: string): Promise<void>;
  /** All that were made for this database, those made last first. */
  list(lineage: string): Promise<string[]>;
}
