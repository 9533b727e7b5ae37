import { addOwnAlias, moveAlias } from '../../platform/opensearch/aliases.ts';
import {
  createIndex,
  deleteIndex,
  indexExists,
  listIndices,
  readIndexIdentity,
  type IndexDefinition,
} from '../../platform/opensearch/index-definition.ts';
import type { OpenSearch } from '../../platform/opensearch/opensearch.ts';

/** The indices of filters as such: one serves behind the alias, others are being built or were left. */
export class PercolatorIndices {
  readonly #engine: OpenSearch;
  readonly #alias: string;
  readonly #definition: IndexDefinition;

  /** @param deps.definition `mappings/catalog-queries.v*.json` */
  constructor(deps: { engine: OpenSearch; alias: string; definition: IndexDefinition }) {
    this.#engine = deps.engine;
    this.#alias = deps.alias;
    this.#definition = deps.definition;
  }

  /** The version of the definition that this program has. */
  get version(): number {
    return this.#definition.mappings._meta.version;
  }

  /** The index behind the alias, and which definition it was made by; undefined when there is none. */
  serving(): Promise<{ index: string; version: number } | undefined> {
    return readIndexIdentity(this.#engine, this.#alias);
  }

  nameOf(generation: number): string {
    return `${this.#alias}-v${String(this.version)}-${String(generation)}`;
  }

  exists(index: string): Promise<boolean> {
    return indexExists(this.#engine, index);
  }

  /** Makes an empty index that serves nobody yet. What an earlier try left under its name is removed. */
  async make(index: string, lineage: string): Promise<void> {
    await deleteIndex(this.#engine, index);
    await createIndex(this.#engine, { index, definition: this.#definition, lineage });
  }

  /** Lets an index that an older program made be written by its own name. */
  makeWritable(index: string): Promise<void> {
    return addOwnAlias(this.#engine, index);
  }

  moveAlias(move: { from: string; to: string }): Promise<void> {
    return moveAlias(this.#engine, this.#alias, move);
  }

  drop(index: string): Promise<void> {
    return deleteIndex(this.#engine, index);
  }

  /** All that were made for this database, those made last first. */
  list(lineage: string): Promise<string[]> {
    return listIndices(this.#engine, `${this.#alias}-v*`, lineage);
  }
}
