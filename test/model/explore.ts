/** One thing that can happen next, who does it, and the state it leads to. */
export interface Step<State> {
  who: string;
  what: string;
  next: State;
}

/** A state machine small enough to visit all of its states. */
export interface Machine<State> {
  start: State;
  /** All that can happen in a state; nothing means that the run is over. */
  stepsFrom(state: State): Step<State>[];
  /** The same text for the same state, and only then. */
  keyOf(state: State): string;
  /** What is wrong in a state in which the run is over; undefined when all is well. */
  faultOf(state: State): string | undefined;
}

export interface Exploration {
  states: number;
  /** A shortest way into a wrong end, with what is wrong there; undefined when every end is right. */
  counterExample?: { trace: string[]; fault: string };
}

interface Visit<State> {
  state: State;
  cameFrom?: Visit<State>;
  by?: Step<State>;
}

/**
 * Visits every state that can be reached, nearest first, and stops at the first wrong end.
 *
 * @throws Error past `limit` states: the machine is bigger than meant.
 */
export function explore<State>(machine: Machine<State>, limit = 1_000_000): Exploration {
  const seen = new Set([machine.keyOf(machine.start)]);
  let frontier: Visit<State>[] = [{ state: machine.start }];
  while (frontier.length > 0) {
    const further: Visit<State>[] = [];
    for (const visit of frontier) {
      const steps = machine.stepsFrom(visit.state);
      const fault = steps.length === 0 ? machine.faultOf(visit.state) : undefined;
      if (fault !== undefined) {
        return { states: seen.size, counterExample: { trace: traceOf(visit), fault } };
      }
      for (const step of steps) {
        const key = machine.keyOf(step.next);
        if (!seen.has(key)) {
          seen.add(key);
          further.push({ state: step.next, cameFrom: visit, by: step });
        }
      }
    }
    if (seen.size > limit) {
      throw new Error(`more than ${String(limit)} states`);
    }
    frontier = further;
  }
  return { states: seen.size };
}

function traceOf<State>({ cameFrom, by }: Visit<State>): string[] {
  return cameFrom && by ? [...traceOf(cameFrom), `${by.who}: ${by.what}`] : [];
}
