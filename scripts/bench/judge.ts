import { evaluateRead, readFilter, type ReadFilter } from '../../test/oracle/evaluate.ts';
import { readItem } from '../../test/oracle/read-fields.ts';

/** The service's default; the benchmark's processes are not told another. */
const defaultPartner = 'edx';

/** A stored query as it came from the file. */
export interface QueryLine {
  uuid: string;
  content_filter: unknown;
}

/** The time within which something was decided, ms since 1970. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Says what memberships should be, by the evaluator of test/oracle, which shares no code with the service.
 *
 * Availability and course_ends move with the clock, and the service decides at some moment within a span that the caller
 * knows. Items are judged by its begin; only where that differs from what is stored, the end is asked too, and either is
 * right. Runs begin and end at whole hours, so this lets practically nothing pass.
 */
export class Judge {
  /** In the order given. */
  readonly queries: readonly { uuid: string; filter: ReadFilter }[];

  /** @throws the evaluator's error when it cannot judge one of the filters */
  constructor(lines: readonly QueryLine[]) {
    // No filter of the corpus says `now`.
    const asOf = 0;
    this.queries = lines.map(({ uuid, content_filter }) => ({ uuid, filter: readFilter(content_filter, asOf) }));
  }

  /** Whether search shows the document to nobody unless a filter forces it in: all its runs are restricted. */
  isRestricted(document: unknown, now: number): boolean {
    return readItem(document, { now, defaultPartner }).restricted;
  }

  /** The places in `queries` of those that the document should belong to. */
  membershipsOf(document: unknown, now: number): number[] {
    const item = readItem(document, { now, defaultPartner });
    const places: number[] = [];
    for (const [place, { filter }] of this.queries.entries()) {
      if (evaluateRead(filter, item)) {
        places.push(place);
      }
    }
    return places;
  }

  /**
   * Compares what is stored of one document with what should be.
   * @param isMember by place in `queries`
   * @returns a line for each query that is wrong: its uuid, and whether the membership is lost or extra
   */
  findWrong(document: unknown, span: Span, isMember: (place: number) => boolean): string[] {
    const expected = new Set(this.membershipsOf(document, span.from));
    let later: Set<number> | undefined;
    const wrong: string[] = [];
    for (const [place, { uuid }] of this.queries.entries()) {
      if (expected.has(place) === isMember(place)) {
        continue;
      }
      later ??= new Set(this.membershipsOf(document, span.to));
      if (later.has(place) !== isMember(place)) {
        wrong.push(`${uuid}: ${expected.has(place) ? 'lost' : 'extra'}`);
      }
    }
    return wrong;
  }
}
