import { RefusedError, type Fault } from '../../kernel/errors.ts';
import type { JsonNode } from '../../kernel/json.ts';
import type { ParsedFilter } from './parsed-filter.ts';
import { mostFaults, readEntries, type Reading } from './read-entries.ts';

/**
 * Reads a content filter (docs/content-filter.md). Nothing is ever ignored: what is not understood is refused, since a
 * condition that is passed over widens a catalog.
 * @param options.pointer where the filter stands in the request, for the pointers of its faults
 * @param options.unknownKeys `report`: entries at the top whose name is unknown are left out and told, if others remain
 * @throws RefusedError with every fault at once
 */
export function parseFilter(
  node: JsonNode,
  { pointer, unknownKeys }: { pointer: string; unknownKeys?: 'report' | undefined },
): ParsedFilter {
  const faults: Fault[] = [];
  const reading: Reading = {
    faults,
    control: { includeLearnerPathways: true, forcedAggregationKeys: [], restrictedRuns: [] },
    corrections: [],
    filtersInGroups: 0,
    unknown: unknownKeys === 'report' ? [] : undefined,
  };
  const conditions = readEntries(node, { pointer, level: 0 }, reading);
  if (faults.length > mostFaults) {
    const detail = `more than ${String(mostFaults)} faults; the others are left out`;
    faults.splice(mostFaults, Infinity, { pointer, code: 'too_many_faults', detail });
  }
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'a fault' : `${String(faults.length)} faults`;
    throw new RefusedError(`the content filter has ${count}: ${faults[0]?.detail ?? ''}`, { faults });
  }
  return { conditions, control: reading.control, corrections: reading.corrections, unknown: reading.unknown ?? [] };
}
