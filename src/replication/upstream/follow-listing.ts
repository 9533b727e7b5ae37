import type { JsonObject } from '../contract/raw-content.ts';
import { nameOf } from './name-of.ts';
import { nextWindow, pageSizeOf, type PageWindow } from './page-window.ts';
import type { Listing, Page } from './upstream.ts';
import { UpstreamFault } from './upstream-fault.ts';

/** As often may a listing be begun again since its items have moved. */
const mostMoves = 10;

/** A page as upstream gave it; undefined stands for an entry that is no object. */
export interface GivenPage {
  entries: readonly (JsonObject | undefined)[];
  last: boolean;
}

/**
 * The pages of a listing, see `Upstream.pages`. Each begins with the end of the one before, which is not given twice. When it does not,
 * items before it came or went, or it is another page: then what is between the two is unknown.
 * @param ask gives one page
 */
export async function* followListing(
  listing: Listing,
  begin: number,
  ask: (window: PageWindow) => Promise<GivenPage>,
): AsyncGenerator<Page, void, undefined> {
  const first = { offset: begin, size: pageSizeOf(listing) };
  let window: PageWindow | undefined = first;
  /** What the next page must begin with. */
  let end: readonly (string | undefined)[] = [];
  let moves = 0;
  while (window !== undefined) {
    const page = await ask(window);
    const names = page.entries.map(nameOf);
    if (!end.every((name, index) => index < names.length && names[index] === name)) {
      moves += 1;
      if (moves > mostMoves) {
        throw new UpstreamFault('malformed', `the pages of upstream's ${listing.kind} list do not follow each other`);
      }
      window = placeAgain(listing, first, window);
      end = [];
      continue;
    }
    const known = end.length;
    const unknown = page.entries.slice(known);
    const documents = unknown.filter((entry) => entry !== undefined);
    const broken = unknown.length - documents.length;
    yield { offset: window.offset + known, documents, broken, last: page.last };
    if (page.last) {
      return;
    }
    const until: number = window.offset + page.entries.length;
    window = nextWindow(listing, window, page.entries.length);
    end = window === undefined ? [] : names.slice(names.length - (until - window.offset));
  }
  throw new UpstreamFault('malformed', `upstream's ${listing.kind} list has more entries than can be asked for`);
}

/** The list of ratings is long, and one that is missed is had a day later: of it the page before is enough. */
function placeAgain({ kind }: Listing, first: PageWindow, { offset, size }: PageWindow): PageWindow {
  return kind === 'review' ? { offset: Math.max(offset - size, first.offset), size } : first;
}
