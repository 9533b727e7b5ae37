import type { FieldType } from './fields.ts';
import { sortedFields } from './project.ts';

interface EngineField {
  type: string;
  analyzer?: string;
  norms?: boolean;
  index_options?: string;
  fields?: Record<string, EngineField>;
}

/**
 * Words as they are, for phrases, and stemmed. Only whether they occur counts, so nothing is kept that ranking would need. The
 * analyzers are settings of both indices.
 */
const text: EngineField = {
  type: 'text',
  analyzer: 'filter_words',
  norms: false,
  fields: { stems: { type: 'text', analyzer: 'filter_stems', norms: false, index_options: 'docs' } },
};

/** What OpenSearch is told about a field of each type. Dates are the epoch milliseconds that project.ts writes. */
const engineFields: Record<FieldType, EngineField> = {
  keyword: { type: 'keyword' },
  number: { type: 'double' },
  date: { type: 'long' },
  boolean: { type: 'boolean' },
  text,
};

interface ProjectionMapping {
  dynamic: 'strict';
  properties: Record<string, EngineField>;
}

/**
 * The mapping of `filter` in the content index and in the percolator index alike. Case is folded before values get here and no keyword is
 * too long for Lucene, so there is no normalizer and no `ignore_above`: what is indexed is what was given.
 */
export function projectionMapping(): ProjectionMapping {
  const properties = Object.fromEntries(
    sortedFields.filter(({ name }) => name !== 'q').map(({ name, type }) => [name as string, engineFields[type]]),
  );
  return {
    dynamic: 'strict',
    properties: {
      ...properties,
      key_words: text,
      present: { type: 'keyword' },
      absent: { type: 'keyword' },
      force_key: { type: 'keyword' },
    },
  };
}
