import path from 'node:path';
import { readIndexDefinition, type IndexDefinition } from '../../../src/platform/opensearch/index-definition.ts';

const mappings = path.resolve(import.meta.dirname, '../../../mappings');

type Fields = Record<string, { type: string; ignore_above?: number }>;

/** The definition of this program, changed. */
export function changed(change: (definition: IndexDefinition, fields: Fields) => void): IndexDefinition {
  const definition = structuredClone(readIndexDefinition(mappings, 'catalog-queries.v5'));
  const { filter } = definition.mappings['properties'] as { filter: { properties: Fields } };
  change(definition, filter.properties);
  return definition;
}

/** Finds fewer filters: none by a level of more than two letters. */
export const losesLevels = (): IndexDefinition =>
  changed((_, fields) => {
    fields['level_type'] = { type: 'keyword', ignore_above: 2 };
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
    mappings._meta.version = 4;
    mappings.properties = Object.fromEntries(
      Object.entries(mappings.properties).filter(([name]) => !selecting.has(name)),
    );
  });

/** What a version to come has: a field more, which the index of this version can be given. */
export const nextVersion = (): IndexDefinition =>
  changed(({ mappings: { _meta } }, fields) => {
    _meta.version = 6;
    fields['shoe_size'] = { type: 'keyword' };
  });
