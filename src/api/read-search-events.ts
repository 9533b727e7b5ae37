import type { Feedback } from '../search/port.ts';

/**
 * The events of a body, each read on its own: one that is broken is nothing to the others.
 * @returns for each what it says, or what is wrong with it
 */
export function readSearchEvents(events: readonly unknown[]): (Feedback | { refused: string })[] {
  return events.map((event) =>
    typeof event === 'object' && event !== null && !Array.isArray(event)
      ? readEvent(event as Record<string, unknown>)
      : { refused: 'it is not an object' },
  );
}

function readEvent(event: Record<string, unknown>): Feedback | { refused: string } {
  const { query_id: queryId, type, content_key: object, position, at } = event;
  if (typeof queryId !== 'string' || !/^[0-9a-f]{32}$/.test(queryId)) {
    return { refused: 'query_id: 32 hexadecimal digits are expected' };
  }
  if (type !== 'click' && type !== 'conversion') {
    return { refused: 'type: click or conversion is expected' };
  }
  if (typeof object !== 'string' || object === '' || object.length > 255) {
    return { refused: 'content_key: the key of a result is expected' };
  }
  const isPosition = typeof position === 'number' && Number.isInteger(position) && position >= 1;
  if (type === 'click' && !isPosition) {
    return { refused: 'position: the place of the result is expected, from 1' };
  }
  const instant = at === undefined ? undefined : typeof at === 'string' && form.test(at) ? Date.parse(at) : NaN;
  if (Number.isNaN(instant)) {
    return { refused: 'at: a moment like 2026-11-21T12:00:00Z is expected' };
  }
  return {
    queryId,
    kind: type,
    objects: [{ object, position: type === 'click' && isPosition ? position : undefined }],
    at: instant,
  };
}

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
