import type { Generations } from '../../kernel/rebuild/indices.ts';
import { addOwnAlias, moveAlias } from './aliases.ts';
import {
  createIndex,
  deleteIndex,
  indexExists,
  listIndices,
  readIndexIdentity,
  setRefreshInterval,
  type IndexDefinition,
} from './index-definition.ts';
import type { OpenSearch } from './opensearch.ts';

export class IndexGenerations implements Generations {
  readonly #engine: OpenSearch;
  readonly #alias: string;
  readonly #definition: IndexDefinition;

  /** @param deps.definition one of `mappings/` */
  constructor(deps: { engine: OpenSearch; alias: string; definition: IndexDefinition }) {
    this.#engine = deps.engine;
    this.#alias = deps.alias;
    this.#definition = deps.definition;
  }

  get version(): number {
    return this.#definition.mappings._meta.version;
  }

  serving(): Promise<{ index: string; version: number } | undefined> {
    return readIndexIdentity(this.#engine, this.#alias);
  }

  nameOf(generation: number): string {
    return `${this.#alias}-v${String(this.version)}-${String(generation)}`;
  }

  exists(index: string): Promise<boolean> {
    return indexExists(this.#engine, index);
  }

  async make(index: string, lineage: string): Promise<void> {
    await deleteIndex(this.#engine, index);
    const { settings } = this.#definition;
    // Nobody searches it while it is filled: each refresh would make a segment more, which is merged later.
    const filling = { ...settings, index: { ...settings.index, refresh_interval: '-1' } };
    await createIndex(this.#engine, { index, definition: { ...this.#definition, settings: filling }, lineage });
  }

  async finish(index: string): Promise<void> {
    const { refresh_interval: interval = null } = this.#definition.settings.index ?? {};
    await setRefreshInterval(this.#engine, index, interval);
  }

  makeWritable(index: string): Promise<void> {
    return addOwnAlias(this.#engine, index);
  }

  moveAlias(move: { from: string; to: string }): Promise<void> {
    return moveAlias(this.#engine, this.#alias, move);
  }

  drop(index: string): Promise<void> {
    return deleteIndex(this.#engine, index);
  }

  list(lineage: string): Promise<string[]> {
    return listIndices(this.#engine, `${this.#alias}-v*`, lineage);
  }
}
