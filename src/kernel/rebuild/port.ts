import type { Author } from '../audit.ts';
import type { RebuildOptions } from './models.ts';

export const rebuiltIndices = ['content', 'catalog-queries'] as const;
export type RebuiltIndex = (typeof rebuiltIndices)[number];

/** Rebuilds that are asked for through the API. */
export interface Rebuilds {
  /**
   * Begins a rebuild in the background, or goes on or back with one.
   * @returns the id of its run
   * @throws ConflictError when another process is at it, or there is none to resume or to go back from · UnavailableError
   */
  start(
    index: RebuiltIndex,
    options: Pick<RebuildOptions, 'keep' | 'sample' | 'acceptDifferences'> & { how: 'build' | 'resume' | 'back' },
    author: Author,
  ): Promise<number>;
}
