import type { Customers } from '../kernel/customers.ts';
import { RefusedError, type Fault } from '../kernel/errors.ts';
import type { Feedback, SearchAnalytics } from '../search/port.ts';

/** Some of what was sent was taken, and some was not. */
class PartlyRefusedError extends RefusedError {
  override readonly members: { readonly accepted: number };

  constructor(message: string, accepted: number, faults: readonly Fault[]) {
    super(message, { faults });
    this.members = { accepted };
  }
}

/**
 * Tells search analytics what was read of a list of events.
 * @returns how many are taken
 * @throws RefusedError that says which are not, and how many are: those are stored all the same · UnavailableError
 */
export async function tellEvents(
  analytics: Pick<SearchAnalytics, 'tell' | 'countUnreadable'>,
  events: readonly (Feedback | 'ignored' | { refused: string })[],
  may: Customers,
): Promise<number> {
  const readable = events.filter((event) => typeof event === 'object' && 'queryId' in event);
  analytics.countUnreadable(events.filter((event) => typeof event === 'object' && 'refused' in event).length);
  const outcomes = await analytics.tell(readable, may);
  const ofReadable = new Map(readable.map((event, at) => [event, outcomes[at]]));
  const faults = events.flatMap((event, at): Fault[] => {
    const outcome = event === 'ignored' ? event : 'refused' in event ? event : ofReadable.get(event);
    return typeof outcome === 'object'
      ? [{ pointer: `/events/${String(at)}`, code: 'refused', detail: outcome.refused }]
      : [];
  });
  const accepted = events.length - faults.length;
  const [first] = faults;
  if (first !== undefined) {
    throw new PartlyRefusedError(
      `${String(faults.length)} of ${String(events.length)} events are refused, the others are taken; ${first.pointer}: ${first.detail}`,
      accepted,
      faults,
    );
  }
  return accepted;
}
