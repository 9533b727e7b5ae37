const GB = 1024 ** 3;

/** Sizes of the engines' memory, in MB. */
export interface MemoryPlan {
  readonly heapMb: number;
  readonly bufferPoolMb: number;
}

/**
 * How much memory the engines get. Small machines must still start: below 6 GB free OpenSearch gets the 512 MB that are
 * enough for tests; 2 GB, which a benchmark wants, only from 12 GB free.
 * @param freeBytes what the machine (or the container's limit) has left now
 */
export function planMemory(freeBytes: number): MemoryPlan {
  if (freeBytes >= 12 * GB) {
    return { heapMb: 2048, bufferPoolMb: 1024 };
  }
  return freeBytes >= 6 * GB ? { heapMb: 1024, bufferPoolMb: 512 } : { heapMb: 512, bufferPoolMb: 256 };
}
