import type { FieldName } from '../../replication/port.ts';
import { instantAt, type Moment } from './moment.ts';
import type { Bound, Condition } from './parsed-filter.ts';

/** One bound of a filter that moves with the clock. */
export interface RelativeBound {
  field: FieldName;
  side: 'gt' | 'gte' | 'lt' | 'lte';
  moment: Moment;
}

/** Every bound that moves with the clock, wherever it stands in the filter. */
export function relativeBounds(conditions: readonly Condition[]): RelativeBound[] {
  return conditions.flatMap((condition) => {
    if (condition.kind === 'group') {
      return condition.filters.flatMap(relativeBounds);
    }
    if (condition.kind !== 'between') {
      return [];
    }
    const { field, bounds } = condition;
    return (Object.entries(bounds) as [RelativeBound['side'], Bound][]).flatMap(([side, bound]) =>
      typeof bound === 'number' ? [] : [{ field, side, moment: bound }],
    );
  });
}

/** Values of the field that stand on another side of the bound at `now` than at `asOf`, as a clause. Both ms; `asOf` is earlier. */
export function passedBetween({ field, side, moment }: RelativeBound, asOf: number, now: number): object {
  const from = instantAt(moment, asOf);
  const to = instantAt(moment, now);
  // A value that equals the bound is on the far side of `gt` and `lte` still, and of `gte` and `lt` no more.
  const range = side === 'gt' || side === 'lte' ? { gt: from, lte: to } : { gte: from, lt: to };
  return { range: { [`filter.${field}`]: range } };
}
