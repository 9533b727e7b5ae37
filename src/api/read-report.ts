import { BadRequestError } from '../kernel/errors.ts';
import { dayMilliseconds, dayOf, startOf, type ReportRequest } from '../search/port.ts';
import type { RouteRequest } from './route.ts';
import type { ReportParameters } from './schemas/search-analytics.ts';

const usualDays = 30;
const mostDays = 366;
const usualTexts = 100;

/**
 * Which searches a report is about: those of one customer, or of all for whom the caller may see them.
 * @throws ForbiddenError · BadRequestError for days that are none, or more than 366
 */
export function readReport(
  { customer, since, until, locale, limit }: ReportParameters,
  { customers, assertMay }: Pick<RouteRequest<unknown, unknown, unknown>, 'customers' | 'assertMay'>,
): ReportRequest {
  if (customer !== undefined) {
    assertMay(customer);
  }
  const last = until === undefined ? startOf(dayOf(Date.now())) : startOf(until);
  const first = since === undefined ? last - (usualDays - 1) * dayMilliseconds : startOf(since);
  if (Number.isNaN(first) || Number.isNaN(last)) {
    throw new BadRequestError('since, until: days like 2026-11-21 are expected');
  }
  if (first > last || last - first >= mostDays * dayMilliseconds) {
    throw new BadRequestError(`since, until: a period of 1 to ${String(mostDays)} days is expected`);
  }
  return {
    customers: customer === undefined ? customers : new Set([customer.toLowerCase()]),
    since: dayOf(first),
    until: dayOf(last),
    ...(locale === undefined ? {} : { locale }),
    limit: limit ?? usualTexts,
  };
}
