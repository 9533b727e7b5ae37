import { BadRequestError } from '../../kernel/errors.ts';
import type { Feedback } from '../content-search.ts';

const mostEvents = 1_000;
const mostObjects = 20;
const kinds = new Set(['click', 'conversion', 'view']);
/** What newer versions of the library tell about themselves. */
const ofTheLibrary = 'instantsearch';

/** What was told: of a search; of none, or something that is not counted; or nothing that can be read. */
export type DecodedEvent = Feedback | 'ignored' | { refused: string };

/**
 * The events in a body, as the library for insights sends them. One that is broken is nothing to the others.
 * @param faultOfIndex what is wrong with the index that an event is about; undefined where nothing is
 * @throws BadRequestError for a body without a list of 1 to 1,000
 */
export function decodeEvents(body: unknown, faultOfIndex: (index: string) => string | undefined): DecodedEvent[] {
  const events = (body as { events?: unknown } | null)?.events;
  if (!Array.isArray(events) || events.length === 0 || events.length > mostEvents) {
    throw new BadRequestError(`events: a list of 1 to ${String(mostEvents)} events is expected`);
  }
  return events.map((event: unknown) =>
    typeof event === 'object' && event !== null && !Array.isArray(event)
      ? decodeEvent(event as Record<string, unknown>, faultOfIndex)
      : { refused: 'it is not an object' },
  );
}

function decodeEvent(
  event: Record<string, unknown>,
  faultOfIndex: (index: string) => string | undefined,
): DecodedEvent {
  const { eventType, eventName, index, queryID, objectIDs, timestamp } = event;
  if (eventType === ofTheLibrary) {
    return 'ignored';
  }
  if (typeof eventType !== 'string' || !kinds.has(eventType)) {
    return { refused: 'eventType: click, conversion or view is expected' };
  }
  if (typeof eventName !== 'string' || eventName === '' || eventName.length > 64) {
    return { refused: 'eventName: a text of 1 to 64 characters is expected' };
  }
  if (typeof index !== 'string' || index === '') {
    return { refused: 'index: the name of an index is expected' };
  }
  const wrong = faultOfIndex(index);
  if (wrong !== undefined) {
    return { refused: `index: ${wrong}` };
  }
  // Without a query id it is not about a search, and views are not counted.
  if (eventType === 'view' || queryID === undefined || queryID === null) {
    return 'ignored';
  }
  if (typeof queryID !== 'string' || !/^[0-9a-f]{32}$/.test(queryID)) {
    return { refused: 'queryID: 32 hexadecimal digits are expected' };
  }
  if (!isObjects(objectIDs)) {
    return { refused: `objectIDs: a list of 1 to ${String(mostObjects)} texts is expected` };
  }
  if (timestamp !== undefined && timestamp !== null && !isInstant(timestamp)) {
    return { refused: 'timestamp: milliseconds since 1970 are expected' };
  }
  const positions = eventType === 'click' ? event['positions'] : [];
  if (eventType === 'click' && !isPositions(positions, objectIDs.length)) {
    return { refused: 'positions: a list of whole numbers from 1 is expected, one for each of objectIDs' };
  }
  return {
    queryId: queryID,
    kind: eventType === 'click' ? 'click' : 'conversion',
    objects: objectIDs.map((object, at) => ({ object, position: (positions as readonly number[])[at] })),
    at: timestamp ?? undefined,
  };
}

function isObjects(value: unknown): value is string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= mostObjects &&
    value.every((one) => typeof one === 'string' && one !== '' && one.length <= 255)
  );
}

function isPositions(value: unknown, length: number): value is number[] {
  return (
    Array.isArray(value) &&
    value.length === length &&
    value.every((one) => typeof one === 'number' && Number.isInteger(one) && one >= 1 && one <= 1_000_000)
  );
}

/** Up to the year 9999: what is later is no moment for the database. */
function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 253_370_764_800_000;
}
