import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ownAlias } from './aliases.ts';
import { OpenSearchRefusal, type OpenSearch } from './opensearch.ts';

/** Changes of indices are tasks of the cluster's manager, which does one after the other: they may take long without fault. */
const managerTimeout = 60_000;

export interface IndexDefinition {
  settings: { index?: { refresh_interval?: string; knn?: boolean } };
  mappings: Record<string, unknown> & { _meta: { version: number }; properties: object };
}

interface IndexMeta {
  lineage?: string;
  version?: number;
}

/**
 * Reads `mappings/NAME.json`; `{ "$": "projection" }` stands for the one component that both indices share,
 * `mappings/projection.json`.
 */
export function readIndexDefinition(directory: string, name: string): IndexDefinition {
  const projection = JSON.parse(readFileSync(path.join(directory, 'projection.json'), 'utf8')) as object;
  return JSON.parse(readFileSync(path.join(directory, `${name}.json`), 'utf8'), (_, value: unknown) =>
    typeof value === 'object' && value !== null && '$' in value && value.$ === 'projection' ? projection : value,
  ) as IndexDefinition;
}

/** What the index behind an alias was made for and as; undefined when there is no such alias. The first version bears no number. */
export async function readIndexIdentity(
  engine: OpenSearch,
  alias: string,
): Promise<{ index: string; lineage: string | null; version: number } | undefined> {
  const answer = await engine.request<Record<string, { mappings: { _meta?: IndexMeta } }>>({
    method: 'GET',
    path: `/${alias}/_mapping`,
    query: { ignore_unavailable: true },
  });
  const [found] = Object.entries(answer);
  if (found === undefined) {
    return undefined;
  }
  const [index, { mappings }] = found;
  return { index, lineage: mappings._meta?.lineage ?? null, version: mappings._meta?.version ?? 1 };
}

/** Takes the alias off an index, which stays for those who read it at this moment. */
export async function removeAlias(engine: OpenSearch, alias: string, index: string): Promise<void> {
  await engine.request({
    method: 'POST',
    path: '/_aliases',
    // Another process may have done it already.
    body: { actions: [{ remove: { index, alias, must_exist: false } }] },
  });
}

/**
 * Adds the fields that a definition has and an older index lacks.
 * @throws OpenSearchRefusal when a field would change its type: that needs a new index
 */
export async function extendMapping(engine: OpenSearch, alias: string, properties: object): Promise<void> {
  await engine.request({
    method: 'PUT',
    path: `/${alias}/_mapping`,
    timeout: managerTimeout,
    body: { properties },
  });
}

/**
 * Makes an index and its aliases in one step, `alias` being the one behind which it serves. Another process that makes the same one at
 * the same time is as good.
 */
export async function createIndex(
  engine: OpenSearch,
  options: { index: string; alias?: string; definition: IndexDefinition; lineage: string },
): Promise<void> {
  const { index, alias, definition, lineage } = options;
  try {
    await engine.request({
      method: 'PUT',
      path: `/${index}`,
      timeout: managerTimeout,
      body: {
        settings: definition.settings,
        mappings: { ...definition.mappings, _meta: { ...definition.mappings._meta, lineage } },
        aliases: { [ownAlias(index)]: {}, ...(alias === undefined ? {} : { [alias]: { is_write_index: true } }) },
      },
    });
  } catch (error) {
    if (!(error instanceof OpenSearchRefusal && error.type === 'resource_already_exists_exception')) {
      throw error;
    }
  }
}

/** @param interval `1s` and the like; null: the engine's own */
export async function setRefreshInterval(engine: OpenSearch, index: string, interval: string | null): Promise<void> {
  await engine.request({
    method: 'PUT',
    path: `/${index}/_settings`,
    timeout: managerTimeout,
    body: { index: { refresh_interval: interval } },
  });
}

export function indexExists(engine: OpenSearch, index: string): Promise<boolean> {
  return engine.request<boolean>({ method: 'HEAD', path: `/${index}` });
}

/** Removes an index with everything in it; one that is gone already is as good. */
export async function deleteIndex(engine: OpenSearch, index: string): Promise<void> {
  await engine.request({
    method: 'DELETE',
    path: `/${index}`,
    query: { ignore_unavailable: true },
    timeout: managerTimeout,
  });
}

/** The indices that match a pattern and were made for this database, those made last first. */
export async function listIndices(engine: OpenSearch, pattern: string, lineage: string): Promise<string[]> {
  const answer = await engine.request<
    Record<string, { mappings: { _meta?: IndexMeta }; settings: { index: { creation_date: string } } }>
  >({ method: 'GET', path: `/${pattern}`, query: { ignore_unavailable: true, allow_no_indices: true } });
  return Object.entries(answer)
    .filter(([, { mappings }]) => mappings._meta?.lineage === lineage)
    .sort(([, a], [, b]) => Number(b.settings.index.creation_date) - Number(a.settings.index.creation_date))
    .map(([index]) => index);
}
