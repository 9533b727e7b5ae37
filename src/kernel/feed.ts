import { BadRequestError, GoneError } from './errors.ts';

/** A place in one feed of one database: nobody else's token fits. */
export interface FeedPlace {
  lineage: string;
  /** The feed's name, without blanks. */
  feed: string;
  position: number;
}

/** The last place that was given, and the last that was dropped. */
export interface FeedEnds {
  last: number;
  dropped: number;
}

/** Opaque to clients: base64url of version, lineage, feed and position. */
export function writeFeedToken({ lineage, feed, position }: FeedPlace): string {
  return Buffer.from(`1 ${lineage} ${feed} ${String(position)}`).toString('base64url');
}

/**
 * The place after which a client goes on.
 * @param of.anew what a client reads anew who cannot go on, such as "the content of the catalogs"
 * @throws BadRequestError for what is no token, or one of another feed or database, or from a time that is undone
 * @throws GoneError when what came after it is no longer kept
 */
export function readFeedToken(
  token: string,
  of: { lineage: string; feed: string; ends: FeedEnds; anew: string },
): number {
  const [version, lineage, feed, text, ...rest] = Buffer.from(token, 'base64url').toString('utf8').split(' ');
  if (version !== '1' || rest.length > 0 || text === undefined || !/^\d{1,15}$/.test(text)) {
    throw refuse('malformed_token', 'this is no token of a feed: take it as it came in `next`, or leave `since` out');
  }
  if (lineage !== of.lineage) {
    throw refuse('foreign_token', `this token is of another database: read ${of.anew} anew, then follow \`since=now\``);
  }
  if (feed !== of.feed) {
    throw refuse(
      'foreign_token',
      `this token is of another feed (${String(feed)}): follow each feed by its own tokens`,
    );
  }
  const position = Number(text);
  if (position < of.ends.dropped) {
    const detail = `changes after this token are no longer kept (HISTORY_DAYS): read ${of.anew} anew, then follow \`since=now\``;
    throw new GoneError(detail, { faults: [{ pointer: 'since', code: 'expired_token', detail }] });
  }
  if (position > of.ends.last) {
    throw refuse(
      'foreign_token',
      'this token is ahead of the feed, as after a restored backup: read the content anew, then `since=now`',
    );
  }
  return position;
}

function refuse(code: string, detail: string): BadRequestError {
  return new BadRequestError(detail, { faults: [{ pointer: 'since', code, detail }] });
}
