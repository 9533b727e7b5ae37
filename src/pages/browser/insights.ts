import { ask } from './ask.ts';
import type { Visit } from './visit.ts';

/** By which name a fragment says it. */
const parameter = 'found';

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

/**
 * What the link to a result's page says of the result, so that it is known in whichever tab the page is opened; see `Entry`. A fragment:
 * browsers send none.
 */
export function foundFragment({ index, queryID, objectID }: Found): string {
  return `#${new URLSearchParams({ [parameter]: JSON.stringify([index, queryID, objectID]) }).toString()}`;
}

/** What the fragment of an address says of a result, as text; undefined where it says nothing of one. */
export function foundIn(fragment: string): string | undefined {
  return new URLSearchParams(fragment.slice(1)).get(parameter) ?? undefined;
}

/** @param text as `foundIn` gives it; undefined where one did not come from a result, or it is amiss: people edit addresses */
export function readFound(text: string | undefined): Found | undefined {
  const [index, queryID, objectID] = listIn(text);
  return typeof index === 'string' && typeof queryID === 'string' && typeof objectID === 'string'
    ? { index, queryID, objectID }
    : undefined;
}

function listIn(text: string | undefined): unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value : [];
  } catch {
    // Not what this page writes: it says nothing.
    return [];
  }
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
