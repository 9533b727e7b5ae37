import { Type, type Static } from 'typebox';
import { locales } from '../../search/port.ts';
import { answer, nullable, Uuid } from './common.ts';

const Events = Type.Array(
  Type.Unsafe<unknown>({ description: 'An event; each is read on its own, and refused on its own' }),
  { minItems: 1, maxItems: 1_000 },
);

const own =
  '`query_id` of the search’s answer, `type`: `click` or `conversion`, `content_key` of the result, `position` of a click (from 1, among ' +
  'all results), `at` (a moment; now where it is missing)';

export const SearchEventsBody = Type.Object(
  { events: Type.Unsafe<unknown[]>({ ...Events, description: `Each has ${own}` }) },
  { title: 'SearchEvents', additionalProperties: false },
);

const told =
  'As the library sends them: `eventType`, `eventName`, `index`, `queryID`, `objectIDs`, `positions`, `timestamp` (milliseconds)';

export const PortalEventsBody = Type.Object(
  { events: Type.Unsafe<unknown[]>({ ...Events, description: told }) },
  { title: 'PortalEvents' },
);

export const EventsTakenSchema = answer('SearchEventsTaken', {
  accepted: Type.Integer({ minimum: 0, description: 'How many were taken; those that were told before count too' }),
});

/** As clients of the protocol read it. */
export const PortalTakenSchema = answer('PortalEventsTaken', { status: Type.Integer(), message: Type.String() });

const Day = (description: string) => Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description }));

export const textReports = ['top', 'no-results', 'clicks'] as const;
const Report = Type.Enum([...textReports, 'days']);
export const ReportPath = Type.Object({ report: Report });

export const ReportQuery = Type.Object(
  {
    customer: Type.Optional(
      Type.String({ ...Uuid, description: 'Only its searches; otherwise those of all customers of the caller' }),
    ),
    since: Day('The first day, UTC; 29 days before the last one unless told'),
    until: Day('The last day; today unless told'),
    locale: Type.Optional(Type.Enum([...locales], { description: 'Only searches in this language' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'As many texts' })),
  },
  { additionalProperties: false },
);
export type ReportParameters = Static<typeof ReportQuery>;

const count = Type.Integer({ minimum: 0 });
const Rate = (description: string) => nullable(Type.Number({ minimum: 0, description }));

const counts = {
  searches: count,
  no_results: Type.Integer({ minimum: 0, description: 'Those that found nothing' }),
  relaxed: Type.Integer({ minimum: 0, description: 'Those that found something by giving up something' }),
  tracked: Type.Integer({ minimum: 0, description: 'Those of which clicks can be told' }),
  clicked: Type.Integer({ minimum: 0, description: 'Those with a click' }),
  clicks: count,
  converted: Type.Integer({ minimum: 0, description: 'Those with a conversion' }),
  conversions: count,
  click_through_rate: Rate('`clicked` of `tracked`; null where none was tracked'),
  conversion_rate: Rate('`converted` of `tracked`'),
  mean_click_position: Rate('From 1; null without clicks'),
};

export const ReportSchema = answer('SearchReport', {
  report: Report,
  customer: nullable(Type.String()),
  since: Type.String(),
  until: Type.String(),
  locale: nullable(Type.String()),
  least_users: Type.Integer({
    minimum: 1,
    description: 'Texts are told that so many have searched for within one week (SEARCH_ANALYTICS_LEAST_USERS)',
  }),
  others: Type.Integer({
    minimum: 0,
    description: 'Searches that the report is about, and whose texts too few have searched for to be told',
  }),
  results: Type.Array(
    answer('SearchReportRow', {
      day: Type.Optional(Type.String({ description: 'In `days`' })),
      users: Type.Optional(Type.Integer({ minimum: 0, description: 'In `days`: those who searched on that day' })),
      text: Type.Optional(
        Type.String({ description: 'In the others: in lower case; empty for searches without words' }),
      ),
      ...counts,
    }),
  ),
});
