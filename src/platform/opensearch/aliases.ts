import type { OpenSearch } from './opensearch.ts';

/**
 * The alias that one index has for itself. Writing to an index by its name, the engine would make it when it is gone, with a mapping
 * guessed from the first document; writing to an alias it refuses.
 */
export function ownAlias(index: string): string {
  return `${index}.own`;
}

/** Gives an index the alias of its own, if it has none yet. */
export async function addOwnAlias(engine: OpenSearch, index: string): Promise<void> {
  await engine.request({
    method: 'POST',
    path: '/_aliases',
    body: { actions: [{ add: { index, alias: ownAlias(index) } }] },
  });
}

/** Moves an alias in one step: whoever asks finds the one index or the other. Safe to repeat. */
export async function moveAlias(
  engine: OpenSearch,
  alias: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await engine.request({
    method: 'POST',
    path: '/_aliases',
    body: {
      actions: [
        { remove: { index: from, alias, must_exist: false } },
        { add: { index: to, alias, is_write_index: true } },
      ],
    },
  });
}
