import type { Bounds, Condition, ParsedFilter } from './parsed-filter.ts';

/** A stored projection: lists of values by field, and which fields have one. Without `present` no condition can match it. */
export type StoredProjection = Readonly<Record<string, readonly (string | number | boolean)[] | undefined>>;

/**
 * Whether an item of this projection belongs to a filter: what the engine says of the compiled filter, for one pair. Decisions are the
 * engine's; this explains them.
 */
export function filterHolds({ conditions, control }: ParsedFilter, projection: StoredProjection): boolean {
  return (
    isForced(control, projection) ||
    (isAdmitted(control, projection) && conditions.every((condition) => conditionHolds(condition, projection)))
  );
}

/** Whether forced inclusion alone makes it a member. */
export function isForced({ forcedAggregationKeys }: ParsedFilter['control'], projection: StoredProjection): boolean {
  return (projection['force_key'] ?? []).some((key) => forcedAggregationKeys.includes(String(key)));
}

/** Whether conditions are asked at all: hidden items and, where the filter says so, pathways are left out before. */
export function isAdmitted({ includeLearnerPathways }: ParsedFilter['control'], projection: StoredProjection): boolean {
  const isPathway = (projection['content_type'] ?? []).includes('learnerpathway');
  return projection['present'] !== undefined && (includeLearnerPathways || !isPathway);
}

/** One condition by itself. */
export function conditionHolds(condition: Condition, projection: StoredProjection): boolean {
  if (projection['present'] === undefined) {
    return false;
  }
  if (condition.kind === 'none') {
    return !anyHolds(condition.of, projection);
  }
  const values = projection[condition.field] ?? [];
  switch (condition.kind) {
    case 'any':
      return anyHolds(condition, projection);
    case 'exists':
      return values.length > 0 === condition.value;
    case 'between':
      return values.some((value) => isBetween(Number(value), condition.bounds));
  }
}

function anyHolds(condition: Extract<Condition, { kind: 'any' }>, projection: StoredProjection): boolean {
  const values = projection[condition.field] ?? [];
  if (values.length === 0) {
    return condition.missing;
  }
  if (condition.type === 'date') {
    const spans = condition.values;
    return values.some((value) => spans.some(({ from, to }) => from <= Number(value) && Number(value) <= to));
  }
  const wanted = new Set<string | number | boolean>(condition.values);
  return values.some((value) => wanted.has(value));
}

function isBetween(value: number, { gt, gte, lt, lte }: Bounds): boolean {
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}
