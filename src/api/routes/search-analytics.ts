import type { Portal } from '../../portal/port.ts';
import type { DayReport, ReportRequest, SearchAnalytics, TextReport } from '../../search/port.ts';
import { searchAnalyticsExamples as examples } from '../examples/search-analytics.ts';
import { csvOf, presentReportRow, type ReportRow } from '../present-report.ts';
import { passOf } from '../portal-pass.ts';
import { readReport } from '../read-report.ts';
import { readSearchEvents } from '../read-search-events.ts';
import { route, type Route } from '../route.ts';
import { PortalQuerySchema } from '../schemas/portal.ts';
import {
  EventsTakenSchema,
  PortalEventsBody,
  PortalTakenSchema,
  ReportPath,
  ReportQuery,
  ReportSchema,
  SearchEventsBody,
  textReports,
} from '../schemas/search-analytics.ts';
import { tellEvents } from '../tell-events.ts';

const tag = 'Search analytics';
const searchers = { anyOf: ['learner', 'admin'], of: 'rows' } as const;
const admins = { anyOf: ['admin'], of: 'rows' } as const;
const taken =
  'What is wrong with one event is nothing to the others: the answer says which are refused, and the others are stored. Each result of ' +
  'a search is clicked once and converted once, so the same may be sent again.';
const about =
  'Texts are told in lower case, and only those that enough have searched for. What is typed within ten seconds is one search, by its ' +
  'last text. A search is in the reports within half a minute.';

/** What came of searches is told here, and reported. */
export function searchAnalyticsRoutes({ analytics, portal }: { analytics: SearchAnalytics; portal: Portal }): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/v1/search/events',
      id: 'searchEvents',
      tag,
      summary: 'Clicks on results, and what came of them',
      description: taken,
      rule: searchers,
      rate: 'search',
      body: { schema: SearchEventsBody, description: 'What happened', read: 'value' },
      answers: { 200: { description: 'All are taken', schema: EventsTakenSchema } },
      problems: [422],
      examples: examples.events,
      handle: async ({ body, customers }) => ({
        status: 200,
        body: { accepted: await tellEvents(analytics, readSearchEvents(body.events), customers) },
      }),
    }),
    route({
      method: 'post',
      path: '/1/events',
      id: 'portalEvents',
      tag: "The portal's protocol",
      summary: 'Clicks on results, and what came of them',
      description: `As \`search-insights\` and \`algoliasearch\` 5 send them. ${taken} Views, and events without a \`queryID\`, are not counted.`,
      rule: { ...searchers, searchKeys: true },
      rate: 'search',
      parameters: { query: PortalQuerySchema },
      body: { schema: PortalEventsBody, description: 'What happened', read: 'value', anyType: true },
      answers: { 200: { description: 'All are taken', schema: PortalTakenSchema } },
      problems: [422],
      examples: examples.portalEvents,
      handle: async (request) => {
        const { events, may } = portal.readEvents(request.body, passOf(request));
        await tellEvents(analytics, events, may);
        return { status: 200, body: { status: 200, message: 'OK' } };
      },
    }),
    // Before the other, which would take the ending for a part of the name.
    route({
      method: 'get',
      path: '/api/v1/search-analytics/{report}.csv',
      id: 'searchReportCsv',
      tag,
      summary: 'A report on searches, as CSV',
      description: about,
      rule: admins,
      rate: 'read',
      parameters: { path: ReportPath, query: ReportQuery },
      answers: {
        200: { description: 'A line of names, and one for each row', contentType: 'text/csv; charset=utf-8' },
      },
      examples: examples.csv,
      handle: async (request) => {
        const { rows } = await report(analytics, request.path.report, readReport(request.query, request));
        return { status: 200, body: csvOf(rows) };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/search-analytics/{report}',
      id: 'searchReport',
      tag,
      summary: 'A report on searches',
      description: `\`top\`: the most frequent texts; \`no-results\`: those that found nothing; \`clicks\`: those with clicks; \`days\`. ${about}`,
      rule: admins,
      rate: 'read',
      parameters: { path: ReportPath, query: ReportQuery },
      answers: { 200: { description: 'The report', schema: ReportSchema } },
      examples: examples.report,
      handle: async (request) => {
        const { path, query } = request;
        const asked = readReport(query, request);
        const { rows, others } = await report(analytics, path.report, asked);
        return {
          status: 200,
          body: {
            report: path.report,
            customer: query.customer?.toLowerCase() ?? null,
            since: asked.since,
            until: asked.until,
            locale: asked.locale ?? null,
            least_users: analytics.leastUsers,
            others,
            results: rows,
          },
        };
      },
    }),
  ];
}

async function report(
  analytics: SearchAnalytics,
  name: (typeof textReports)[number] | 'days',
  request: ReportRequest,
): Promise<{ rows: ReportRow[]; others: number }> {
  if (name === 'days') {
    const days: readonly DayReport[] = await analytics.days(request);
    return { rows: days.map(presentReportRow), others: 0 };
  }
  const { texts, others }: { texts: readonly TextReport[]; others: number } = await analytics.texts(name, request);
  return { rows: texts.map(presentReportRow), others };
}
