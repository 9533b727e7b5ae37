import { ask } from './ask.ts';
import type { Visit } from './visit.ts';

/** A result of a search, as what becomes of it is told. */
export interface Found {
  /** The name of the search index. */
  index: string;
  /** As the search's answer named itself. */
  queryID: string;
  objectID: string;
}

/** Somebody opened a result. @param position its place among all results, from 1 */
export function tellClick(visit: Visit, found: Found, position: number): void {
  void tell(visit, { eventType: 'click', eventName: 'Result opened', ...named(found), positions: [position] });
}

/** Somebody went on from the page of a result to where one enrols. */
export function tellConversion(visit: Visit, found: Found): void {
  void tell(visit, { eventType: 'conversion', eventName: 'Enrolment opened', ...named(found) });
}

/** For the link that leads to a result's page, which keeps it; see `Entry`. */
export function foundText({ index, queryID, objectID }: Found): string {
  return JSON.stringify([index, queryID, objectID]);
}

/** @param text as `foundText` wrote it; undefined where one did not come from a result */
export function readFound(text: string | undefined): Found | undefined {
  if (text === undefined) {
    return undefined;
  }
  const [index, queryID, objectID] = JSON.parse(text) as [string, string, string];
  return { index, queryID, objectID };
}

function named({ index, queryID, objectID }: Found): object {
  return { index, queryID, objectIDs: [objectID] };
}

/** What becomes of it is nobody's concern: who blocks it, or gets no answer, sees no difference. It goes out also while the page is left. */
async function tell(visit: Visit, event: object): Promise<void> {
  await ask('/1/events', {
    method: 'POST',
    headers: { ...visit.credentials, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events: [event] }),
    keepalive: true,
  });
}
