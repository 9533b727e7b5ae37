import type { IndexDefinition } from './index-definition.ts';

/** Newer than the definition without vectors, and older than any that comes after: the index that serves is rebuilt once. */
const newer = 0.5;

/**
 * A definition whose documents say where they lie in the space of a model: `meaning.model`, and `meaning.vector_N` of N numbers. Needs the
 * engine's k-NN plugin; an index cannot be given such a field later. Lucene's vectors need no native libraries.
 */
export function withVectors(definition: IndexDefinition, dimension: number): IndexDefinition {
  const { settings, mappings } = definition;
  const method = { name: 'hnsw', engine: 'lucene', space_type: 'cosinesimil' };
  return {
    settings: { ...settings, index: { ...settings.index, knn: true } },
    mappings: {
      ...mappings,
      _meta: { ...mappings._meta, version: mappings._meta.version + newer },
      properties: {
        ...mappings.properties,
        meaning: {
          properties: {
            model: { type: 'keyword' },
            [`vector_${String(dimension)}`]: { type: 'knn_vector', dimension, method },
          },
        },
      },
    },
  };
}
