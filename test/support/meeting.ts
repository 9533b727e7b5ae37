/** Writers wait for each other at one step, and go on together. */
export class Meeting {
  readonly #at: string;
  #missing: number;
  #go: () => void = () => undefined;
  readonly #together = new Promise<void>((resolve) => {
    this.#go = resolve;
  });

  /** @param writers how many come by; later ones, and those who come again, pass */
  constructor(writers: number, at: string) {
    this.#missing = writers;
    this.#at = at;
  }

  get met(): boolean {
    return this.#missing <= 0;
  }

  async step(name: string): Promise<void> {
    if (name !== this.#at || this.met) {
      return;
    }
    this.#missing -= 1;
    if (this.#missing === 0) {
      this.#go();
    }
    await this.#together;
  }
}
