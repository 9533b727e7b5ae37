import { Readable } from 'node:stream';
import type { CatalogContext } from '../../inclusion/port.ts';
import type { Version } from '../versions.ts';
import { presentCatalogOf, type CatalogContentDeps } from './present-catalog-content.ts';

/** Items read at a time; a process holds one such part of each answer that is being sent. */
const part = 100;

interface Traversal {
  catalog: CatalogContext;
  version: Version;
  withRestricted: boolean;
  language?: string | undefined;
  keys?: readonly string[];
}

/**
 * All items of a catalog in one envelope, sent as they are read: a catalog may have tens of thousands. Each part is read as it is then,
 * from where the last one ended, so that nothing comes twice.
 */
export function traverse(deps: CatalogContentDeps, of: Traversal): Readable {
  return Readable.from(written(deps, of), { objectMode: false });
}

async function* written(
  { inclusion, catalogItems }: CatalogContentDeps,
  { catalog, version, language, ...wanted }: Traversal,
): AsyncGenerator<string> {
  let after = 0;
  let count = 0;
  yield '{"results":[';
  for (;;) {
    const contentIds = await inclusion.listMembers(catalog, { ...wanted, after, offset: 0, limit: part });
    const texts = (await catalogItems.write(contentIds, catalog, version, language)).map(({ text }) => text);
    if (texts.length > 0) {
      yield (count > 0 ? ',' : '') + texts.join(',');
    }
    count += texts.length;
    after = contentIds.at(-1) ?? after;
    if (contentIds.length < part) {
      break;
    }
  }
  const envelope = { next: null, previous: null, count, num_pages: 1, current_page: 1, start: 0 };
  yield `],${JSON.stringify({ ...envelope, ...presentCatalogOf(catalog) }).slice(1)}`;
}
