import type { Sort } from './port.ts';

/**
 * What decides among equals: what is seen because of something else comes last and the older first, which only pathways say; then
 * rating and enrolments. Values that are missing are given, so that the next page can begin behind them.
 */
const custom = [
  { visible_via_association: { order: 'asc', missing: 0 } },
  { created: { order: 'asc', missing: 0 } },
  { bayesian_average: { order: 'desc', missing: 0 } },
  { recent_enrollment_count: { order: 'desc', missing: 0 } },
  { content_key: 'asc' },
];

const highest = 9_007_199_254_740_991;
const lowest = -9_007_199_254_740_991;

export const sortOrders: Readonly<Record<Sort, readonly object[]>> = {
  relevance: [{ _score: 'desc' }, ...custom],
  title: [{ 'title.exact': { order: 'asc', missing: '_last' } }, ...custom],
  price: [{ price: { order: 'asc', missing: highest } }, ...custom],
  '-price': [{ price: { order: 'desc', missing: lowest } }, ...custom],
  start: [{ start: { order: 'asc', missing: highest } }, ...custom],
  '-start': [{ start: { order: 'desc', missing: lowest } }, ...custom],
  '-popularity': [{ recent_enrollment_count: { order: 'desc', missing: 0 } }, { _score: 'desc' }, ...custom],
  '-rating': [{ bayesian_average: { order: 'desc', missing: 0 } }, { _score: 'desc' }, ...custom],
};
