/** One question at a time: a new one breaks off the one before, whose answer is never seen, however late it comes. */
export class Latest {
  #controller: AbortController | undefined;

  /** @returns undefined when another question, or `stop`, came between */
  async run<Result>(question: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> {
    this.stop();
    const controller = new AbortController();
    this.#controller = controller;
    try {
      const result = await question(controller.signal);
      return this.#controller === controller ? result : undefined;
    } catch (error) {
      if (controller.signal.aborted) {
        return undefined;
      }
      throw error;
    }
  }

  stop(): void {
    this.#controller?.abort();
    this.#controller = undefined;
  }
}
