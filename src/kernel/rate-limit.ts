/** Whether a caller may go on, and what is left to him in this window. */
export interface RateVerdict {
  allowed: boolean;
  /** Requests in a window. */
  limit: number;
  remaining: number;
  /** Until the window ends. */
  seconds: number;
}

/** Limits how often each caller may do something; platform/redis has the real one. */
export interface RateLimit {
  /** Counts one request of a class. Undefined where the class is not limited. */
  take(rateClass: string, caller: string): RateVerdict | undefined;
}
