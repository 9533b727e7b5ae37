import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OpenSearchRefusal, type OpenSearch } from './opensearch.ts';

/** Changes of indices are tasks of the cluster's manager, which does one after the other: they may take long without fault. */
const managerTimeout = 60_000;

export interface IndexDefinition {
  settings: object;
  mappings: Record<string, unknown>;
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

/** The lineage that the index behind an alias was made for; undefined when there is no such alias. */
export async function readLineage(engine: OpenSearch, alias: string): Promise<{ lineage: string | null } | undefined> {
  const answer = await engine.request<Record<string, { mappings: { _meta?: { lineage?: string } } }>>({
    method: 'GET',
    path: `/${alias}/_mapping`,
    query: { ignore_unavailable: true },
  });
  const [index] = Object.values(answer);
  return index === undefined ? undefined : { lineage: index.mappings._meta?.lineage ?? null };
}

/**
 * Adds the fields that the definition has and an older index lacks.
 * @throws OpenSearchRefusal when a field would change its type: that needs a new index
 */
export async function extendMapping(engine: OpenSearch, alias: string, definition: IndexDefinition): Promise<void> {
  await engine.request({
    method: 'PUT',
    path: `/${alias}/_mapping`,
    timeout: managerTimeout,
    body: { properties: definition.mappings['properties'] },
  });
}

/** Makes an index and its alias in one step. Another process that makes the same one at the same time is as good. */
export async function createIndex(
  engine: OpenSearch,
  options: { index: string; alias: string; definition: IndexDefinition; lineage: string },
): Promise<void> {
  const { index, alias, definition, lineage } = options;
  try {
    await engine.request({
      method: 'PUT',
      path: `/${index}`,
      timeout: managerTimeout,
      body: {
        settings: definition.settings,
        mappings: { ...definition.mappings, _meta: { lineage } },
        aliases: { [alias]: { is_write_index: true } },
      },
    });
  } catch (error) {
    if (!(error instanceof OpenSearchRefusal && error.type === 'resource_already_exists_exception')) {
      throw error;
    }
  }
}
