import { UnavailableError } from './errors.ts';

interface Caller<Input, Output> {
  inputs: readonly Input[];
  resolve: (outputs: Output[]) => void;
  reject: (reason: unknown) => void;
}

/**
 * Work that costs less for many inputs together: who comes while enough runs are under way is taken along with the others who wait, in
 * the next run. A run that has somebody's inputs always begins after he came.
 */
export class Gathering<Input, Output> {
  readonly #run: (inputs: readonly Input[]) => Promise<Output[]>;
  readonly #atOnce: number;
  readonly #most: number;
  readonly #waiting: Caller<Input, Output>[] = [];
  #running = 0;

  /**
   * @param run one output an input, in order
   * @param limits.atOnce runs under way at a time
   * @param limits.most inputs of one run, unless one caller alone brings more
   */
  constructor(run: (inputs: readonly Input[]) => Promise<Output[]>, limits: { atOnce: number; most: number }) {
    this.#run = run;
    this.#atOnce = limits.atOnce;
    this.#most = limits.most;
  }

  /** @returns one output an input, in order @throws what the run throws; never for another caller's inputs */
  do(inputs: readonly Input[]): Promise<Output[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ inputs, resolve, reject });
      this.#begin();
    });
  }

  #begin(): void {
    while (this.#running < this.#atOnce && this.#waiting.length > 0) {
      this.#running += 1;
      void this.#runFor(this.#take()).finally(() => {
        this.#running -= 1;
        this.#begin();
      });
    }
  }

  #take(): Caller<Input, Output>[] {
    let inputs = 0;
    const end = this.#waiting.findIndex((caller, place) => {
      inputs += caller.inputs.length;
      return place > 0 && inputs > this.#most;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #runFor(callers: readonly Caller<Input, Output>[]): Promise<void> {
    try {
      const outputs = await this.#run(callers.flatMap(({ inputs }) => inputs));
      let start = 0;
      for (const { inputs, resolve } of callers) {
        resolve(outputs.slice(start, start + inputs.length));
        start += inputs.length;
      }
    } catch (error) {
      if (callers.length === 1 || error instanceof UnavailableError) {
        callers.forEach(({ reject }) => {
          reject(error);
        });
        return;
      }
      // Whose inputs they were shows only when each is run alone.
      for (const caller of callers) {
        await this.#runFor([caller]);
      }
    }
  }
}
