import { readFile } from 'node:fs/promises';
import type { Engine } from './engine.ts';
import { fillTemplate } from './fill-template.ts';
import { contentIndex, queryIndex } from './stores.ts';

const percolateOne = new URL('../../queries/percolate-one.json', import.meta.url);
/** As many matches as the service asks for at once. */
const matches = 60_000;

/**
 * What one change asks of the engine and nothing else: the item's document is written and made visible, then its projection
 * is percolated. The document is the one that is there already, in the same version, so nothing changes.
 */
export class ChangeFloor {
  readonly #engine: Engine;
  readonly #template: string;

  private constructor(engine: Engine, template: string) {
    this.#engine = engine;
    this.#template = template;
  }

  static async open(engine: Engine): Promise<ChangeFloor> {
    return new ChangeFloor(engine, await readFile(percolateOne, 'utf8'));
  }

  /** @returns milliseconds from sending the document to the percolator's answer */
  async time(contentId: number): Promise<number> {
    const { _version: version, _source: source } = (await this.#engine.request(
      'GET',
      `/${contentIndex}/_doc/${String(contentId)}`,
    )) as { _version: number; _source: { filter: object } };
    const document = JSON.stringify(source);
    const percolation = JSON.stringify(
      fillTemplate(this.#template, { projection: source.filter, size: matches, partition: 0, partitions: 1 }),
    );
    const began = performance.now();
    await this.#engine.request(
      'PUT',
      `/${contentIndex}/_doc/${String(contentId)}?refresh=true&version=${String(version)}&version_type=external_gte`,
      document,
    );
    await this.#engine.request(
      'POST',
      `/${queryIndex}/_search?filter_path=aggregations.stamps.buckets.key`,
      percolation,
    );
    return performance.now() - began;
  }
}
