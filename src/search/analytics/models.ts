import type { Customers } from '../../kernel/customers.ts';

/** A search as it was answered. What is personal in it, `searcher`, is never stored as it is. */
export interface AnsweredSearch {
  /** The customer in whose catalogs alone was searched; undefined where that was not one. */
  customer: string | undefined;
  locale: string;
  /** As it was typed. */
  text: string;
  /** Whatever it was narrowed by beside: only a digest is kept. Undefined: nothing. */
  narrowedBy: object | undefined;
  results: number;
  /** From 1. */
  page: number;
  relaxed: string | null;
  /** Whatever tells the one who searched from others; undefined where nothing does. */
  searcher: string | undefined;
  /** Whether the answer names itself, so that clicks can be told of it. */
  tracked: boolean;
  /** What was shown, as its clicks will name it. */
  shown: readonly string[];
  /** The place of the last result that was shown, among all; from 1, 0 where none was. */
  lastPosition: number;
}

export type FeedbackKind = 'click' | 'conversion';

/** What somebody did with results of one search. */
export interface Feedback {
  /** As the answer named itself: 32 hexadecimal digits. */
  queryId: string;
  kind: FeedbackKind;
  /** What was clicked; `position`, from 1, goes with each object of a click, and with none of a conversion. */
  objects: readonly { object: string; position: number | undefined }[];
  /** When, ms since the epoch; undefined: now. */
  at: number | undefined;
}

/** `ignored`: nothing is counted, since analytics are switched off. */
export type FeedbackOutcome = 'accepted' | 'ignored' | { refused: string };

/** What is counted of the searches of some days. */
export interface SearchCounts {
  /** As-you-type searches are counted once, by their last text. */
  searches: number;
  /** Those that found nothing. */
  unfound: number;
  /** Those that found something by giving up something. */
  relaxed: number;
  /** Those whose answer named itself, so that they could be clicked. */
  tracked: number;
  /** Those with a click. */
  clicked: number;
  clicks: number;
  /** Mean place of the clicked results, from 1; null without clicks. */
  meanClickPosition: number | null;
  /** Those with a conversion. */
  converted: number;
  conversions: number;
}

export interface ReportRequest {
  /** Whose searches; `every`: those of all customers, and of none. */
  customers: Customers;
  /** `YYYY-MM-DD`, UTC; both are part of it. */
  since: string;
  until: string;
  /** Any language unless told. */
  locale?: string;
  limit: number;
}

/** `users`: those who searched on that day; somebody who searches for two customers, or in two languages, is counted for each. */
export type DayReport = SearchCounts & { day: string; users: number };

/** `text` as it is normalized; empty for searches without words. */
export type TextReport = SearchCounts & { text: string };

/** `others`: searches whose texts are not told, since too few have searched for each. */
export interface TextsReport {
  texts: TextReport[];
  others: number;
}

/** Which texts a report of texts is about, and in which order: the most searched, those that found nothing, those that were clicked. */
export type TextOrder = 'top' | 'no-results' | 'clicks';

export interface SearchAnalytics {
  /** Texts are told that so many have searched for in one week. */
  readonly leastUsers: number;
  /**
   * Notes a search, to be stored a little later: nobody waits.
   * @returns how it is called, 32 hexadecimal digits; undefined where it is not stored: analytics are off, or too much waits already
   */
  record(search: AnsweredSearch): string | undefined;
  /**
   * Stores clicks and conversions, each at most once. One answer each, in order; what is wrong with one is nothing to the others.
   * @param may for which customers the caller tells them
   * @throws UnavailableError
   */
  tell(feedback: readonly Feedback[], may: Customers): Promise<FeedbackOutcome[]>;
  /** Counts what was told in a form that cannot be read. */
  countUnreadable(events: number): void;
  /** Each day of the period that had searches, in order. @throws UnavailableError */
  days(request: ReportRequest): Promise<DayReport[]>;
  /** @throws UnavailableError */
  texts(order: TextOrder, request: ReportRequest): Promise<TextsReport>;
}
