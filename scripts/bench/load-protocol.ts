/** What the load generator reads from its plan file. */
export interface LoadPlan {
  /** http://127.0.0.1:port */
  base: string;
  concurrency: number;
  /** Asked first, not counted. */
  warmUp: readonly string[];
  paths: readonly string[];
}

/** What it prints. */
export interface LoadReport {
  /** From the first request sent to the last answer read. */
  seconds: number;
  /** One character a path, in order: `1` contained, `0` not, `e` anything else. */
  answers: string;
  /** The first few answers that are neither, in words, with the places of their paths. */
  errors: readonly { index: number; answer: string }[];
  /** Milliseconds of each request, in the order of the paths. */
  milliseconds: readonly number[];
  /** Processor time that the load generator itself took. */
  cpuSeconds: number;
}
