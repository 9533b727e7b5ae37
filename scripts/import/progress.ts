import { stat } from 'node:fs/promises';
import { MultiBar, Presets, type SingleBar } from 'cli-progress';

/** Progress by bytes read: a bar on a terminal, nothing elsewhere (the summary tells the rest). */
export class Progress {
  readonly #bars: MultiBar | undefined;
  readonly #bar: SingleBar | undefined;

  private constructor(name: string, size: number) {
    if (process.stderr.isTTY) {
      this.#bars = new MultiBar(
        {
          format: '{name} {bar} {percentage}% · {eta_formatted} left',
          stream: process.stderr,
          hideCursor: true,
          clearOnComplete: false,
        },
        Presets.shades_classic,
      );
      this.#bar = this.#bars.create(Math.max(size, 1), 0, { name: name.padEnd(10) });
    }
  }

  /** @throws when there is no such file */
  static async open(name: string, file: string): Promise<Progress> {
    return new Progress(name, (await stat(file)).size);
  }

  read(bytes: number): void {
    this.#bar?.increment(bytes);
  }

  stop(): void {
    this.#bars?.stop();
  }
}
