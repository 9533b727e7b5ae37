/** What the load generator reads from its plan file. */
export interface LoadPlan {
  services: readonly LoadedService[];
  concurrency: number;
  /** Into how many slices each service's paths are cut. The services are asked in turn, so that none has the quieter moments. */
  rounds: number;
}

/** One service, and what it is asked. */
export interface LoadedService {
  /** http://127.0.0.1:port */
  base: string;
  /** Authorization headers, taken in turn; without any none is sent. */
  callers: readonly string[];
  /** Asked first, not counted. */
  warmUp: readonly string[];
  paths: readonly string[];
  /** Posted to the paths, which are got otherwise: JSON, or NDJSON to `…/_msearch`. Every answer with 200 counts as `1`. */
  bodies?: readonly string[];
  /**
   * How many bytes the right answer to each path has: it counts as `1` then, whatever it says, since its text was compared before. Without
   * them, answers are those of containment.
   */
  lengths?: readonly number[];
}

/** What it prints, one for each service in order. */
export interface LoadReport {
  /** From the first request sent to the last answer read, slices added up. */
  seconds: number;
  /** One character a path, in order: `1` contained (or of the right length), `0` not, `e` anything else. */
  answers: string;
  /** The first few answers that are neither, in words, with the places of their paths. */
  errors: readonly { index: number; answer: string }[];
  /** Milliseconds of each request, in the order of the paths. */
  milliseconds: readonly number[];
  /** Processor time that the load generator itself took. */
  cpuSeconds: number;
}
