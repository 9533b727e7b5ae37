import { readFile } from 'node:fs/promises';
import { withoutTexts, type Projection } from '../../src/replication/port.ts';
import type { Engine } from './engine.ts';
import { fillTemplate } from './fill-template.ts';
import type { ScratchStores } from '../scratch/stores.ts';

const percolate = new URL('../../queries/percolate.json', import.meta.url);
/** As many matches as the service asks for at once. */
const matches = 60_000;

/**
 * What one change asks of the engine and nothing else: the item's document is written (and made visible, where the change
 * is), then its projection is percolated among the filters that look at no words, by what they are selected by. The document is the one that is there already, in the same version, so nothing changes.
 */
export class ChangeFloor {
  readonly #engine: Engine;
  readonly #indices: ScratchStores['indices'];
  readonly #refresh: boolean;
  readonly #template: string;

  /** Which version of selecting the filters in the index are of. */
  readonly #selection: number;

  private constructor(
    engine: Engine,
    indices: ScratchStores['indices'],
    how: { refresh: boolean; template: string; selection: number },
  ) {
    this.#engine = engine;
    this.#indices = indices;
    this.#refresh = how.refresh;
    this.#template = how.template;
    this.#selection = how.selection;
  }

  static async open(
    engine: Engine,
    indices: ScratchStores['indices'],
    { refresh }: { refresh: boolean },
  ): Promise<ChangeFloor> {
    const { aggregations } = (await engine.request(
      'POST',
      `/${indices.queries}/_search?size=0`,
      JSON.stringify({ aggs: { selection: { max: { field: 'selection' } } } }),
    )) as { aggregations: { selection: { value: number | null } } };
    return new ChangeFloor(engine, indices, {
      refresh,
      template: await readFile(percolate, 'utf8'),
      selection: aggregations.selection.value ?? 0,
    });
  }

  /** @returns milliseconds from sending the document to the percolator's answer */
  async time(contentId: number): Promise<number> {
    const { _version: version, _source: source } = (await this.#engine.request(
      'GET',
      `/${this.#indices.content}/_doc/${String(contentId)}`,
    )) as { _version: number; _source: { filter: Projection } };
    const document = JSON.stringify(source);
    const percolation = JSON.stringify(
      fillTemplate(this.#template, {
        among: { bool: { must_not: [{ term: { uses_text: true } }] } },
        selection: this.#selection,
        // There are none in the corpus.
        unselected: { match_none: {} },
        content_types: ['*', ...(source.filter.content_type ?? [])],
        projection: withoutTexts(source.filter),
        size: matches,
        partition: 0,
        partitions: 1,
      }),
    );
    const began = performance.now();
    await this.#engine.request(
      'PUT',
      `/${this.#indices.content}/_doc/${String(contentId)}?refresh=${String(this.#refresh)}&version=${String(version)}&version_type=external_gte`,
      document,
    );
    await this.#engine.request(
      'POST',
      `/${this.#indices.queries}/_search?filter_path=aggregations.stamps.buckets.key`,
      percolation,
    );
    return performance.now() - began;
  }
}
