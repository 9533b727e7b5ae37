const shown = 5;

/** Counts wrong answers and keeps the first few to show. */
export class WrongAnswers {
  readonly examples: string[] = [];
  #count = 0;

  /** Those that another process has counted. */
  static of(count: number, examples: readonly string[]): WrongAnswers {
    const wrong = new WrongAnswers();
    wrong.#count = count;
    wrong.examples.push(...examples.slice(0, shown));
    return wrong;
  }

  add(example: string): void {
    this.#count += 1;
    if (this.examples.length < shown) {
      this.examples.push(example);
    }
  }

  get count(): number {
    return this.#count;
  }
}
