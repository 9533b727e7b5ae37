import type { OpenSearch } from './platform/opensearch/opensearch.ts';
import { contentTarget } from './content-index/content-target.mysql.ts';
import { OpenSearchContentIndex } from './content-index/content-index.opensearch.ts';
import type { ContentIndex, ContentIndices } from './content-index/port.ts';
import { WrittenContentIndex } from './content-index/written-index.ts';
import type { IndexTarget } from './inclusion/decide/prepare-indices.opensearch.ts';
import { OpenSearchPercolator } from './inclusion/percolator/percolator.opensearch.ts';
import { queryTarget } from './inclusion/rebuild/index-target.mysql.ts';
import type { Database } from './kernel/database.ts';
import type { RequestTemplate } from './kernel/request-template.ts';
import { IndexGenerations } from './platform/opensearch/index-generations.ts';
import { readIndexDefinition, type IndexDefinition } from './platform/opensearch/index-definition.ts';
import { withVectors } from './platform/opensearch/with-vectors.ts';
import type { ComposedMeaning } from './compose-meaning.ts';

/** Definitions of indices, by their aliases without a prefix. */
export interface Definitions {
  content?: IndexDefinition;
  'catalog-queries'?: IndexDefinition;
}

export interface ComposedIndices {
  contentIndex: ContentIndex;
  contentIndices: ContentIndices;
  percolator: OpenSearchPercolator;
  /** The indices of each alias as such. */
  generations: { content: IndexGenerations; queries: IndexGenerations };
  /** What must be there. */
  targets: IndexTarget[];
}

/** Both indices: what reads and writes them, and what they are made by. @param deps.aliases with the prefix of this installation */
export function composeIndices(deps: {
  engine: OpenSearch;
  database: Database;
  aliases: { content: string; queries: string };
  /** `mappings/` */
  mappings: string;
  definitions: Definitions | undefined;
  /** Undefined: without vectors. */
  meaning: ComposedMeaning | undefined;
  template: (name: string) => RequestTemplate;
}): ComposedIndices {
  const { engine, database, aliases, mappings, definitions, meaning, template } = deps;
  const plain = definitions?.content ?? readIndexDefinition(mappings, 'content.v4');
  const content = meaning === undefined ? plain : withVectors(plain, meaning.meaning.dimension);
  const queries = definitions?.['catalog-queries'] ?? readIndexDefinition(mappings, 'catalog-queries.v5');
  const index = new OpenSearchContentIndex({
    engine,
    alias: aliases.content,
    forward: template('forward'),
    complete: meaning?.complete,
  });
  return {
    contentIndex: new WrittenContentIndex({ database, index }),
    contentIndices: index,
    percolator: new OpenSearchPercolator({
      engine,
      alias: aliases.queries,
      percolate: template('percolate'),
      percolateWhole: template('percolate-whole'),
    }),
    generations: {
      content: new IndexGenerations({ engine, alias: aliases.content, definition: content }),
      queries: new IndexGenerations({ engine, alias: aliases.queries, definition: queries }),
    },
    targets: [
      {
        alias: aliases.content,
        index: firstOf(aliases.content, content),
        definition: content,
        row: contentTarget,
        revise: 'items',
      },
      {
        alias: aliases.queries,
        index: firstOf(aliases.queries, queries),
        definition: queries,
        row: queryTarget,
        revise: 'queries',
      },
    ],
  };
}

function firstOf(alias: string, { mappings }: IndexDefinition): string {
  return `${alias}-v${String(mappings._meta.version)}`;
}
