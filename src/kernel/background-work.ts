/**
 * Work that a process does beside everything else, one piece at a time, looked for now and then:
 *
 *   idle ──mayLook(), and there is some: begin()──▶ at work ──it has ended──▶ idle        stop() ends both for good
 */
export class BackgroundWork {
  readonly #lookEveryMilliseconds: number;
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;
  #lookedAt = -Infinity;

  constructor(lookEveryMilliseconds: number) {
    this.#lookEveryMilliseconds = lookEveryMilliseconds;
  }

  /** Aborted when it is told to stop; the work ends by it, at a place of its own. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether to look for work now: none is at hand, and the last look is long enough ago. A yes counts as a look. */
  mayLook(): boolean {
    const isEarly = performance.now() - this.#lookedAt < this.#lookEveryMilliseconds;
    if (this.#running !== undefined || this.signal.aborted || isEarly) {
      return false;
    }
    this.#lookedAt = performance.now();
    return true;
  }

  /** @param work must not fail; it is not waited for */
  begin(work: () => Promise<void>): void {
    this.#running = work().finally(() => {
      this.#running = undefined;
    });
  }

  /** Tells the work at hand to end, and waits for that. */
  async stop(): Promise<void> {
    this.#abort.abort(new Error('stopping'));
    await this.#running;
  }
}
