import path from 'node:path';
import { readIndexDefinition, type IndexDefinition } from '../../../src/platform/opensearch/index-definition.ts';

const mappings = path.resolve(import.meta.dirname, '../../../mappings');

type Fields = Record<string, { type: string; normalizer?: string }>;

/** The definition of this program, changed. */
export function changed(change: (definition: IndexDefinition, fields: Fields) => void): IndexDefinition {
  const definition = structuredClone(readIndexDefinition(mappings, 'catalog-queries.v4'));
  const { filter } = definition.mappings['properties'] as { filter: { properties: Fields } };
  change(definition, filter.properties);
  return definition;
}

/** Case no longer counts in levels. */
export const foldsCase = (): IndexDefinition =>
  changed(({ settings }, fields) => {
    const { analysis } = settings as { analysis: Record<string, unknown> };
    analysis['normalizer'] = { folded: { type: 'custom', filter: ['lowercase'] } };
    fields['level_type'] = { type: 'keyword', normalizer: 'folded' };
  });

/** Filters on levels are refused. */
export const lacksLevels = (): IndexDefinition =>
  changed((_, fields) => {
    delete fields['level_type'];
  });

const selecting = new Set(['selector', 'selection', 'content_types', 'digest']);

/** What the version before had: nothing that filters are selected by. */
export const versionBefore = (): IndexDefinition =>
  changed(({ mappings }) => {
    mappings._meta.version = 3;
    mappings.properties = Object.fromEntries(
      Object.entries(mappings.properties).filter(([name]) => !selecting.has(name)),
    );
  });

/** What a version to come has: a field more, which the index of this version can be given. */
export const nextVersion = (): IndexDefinition =>
  changed(({ mappings: { _meta } }, fields) => {
    _meta.version = 5;
    fields['shoe_size'] = { type: 'keyword' };
  });
