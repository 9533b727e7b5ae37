import { Presets, SingleBar } from 'cli-progress';
import type { RebuildProgress } from '../../src/inclusion/port.ts';

const names: Record<RebuildProgress['phase'], string> = { copy: 'filters copied', compare: 'items compared' };

/** A bar for each phase with its rate, on a terminal; nothing elsewhere, the summary tells the rest. */
export class RebuildBar {
  readonly #stream: NodeJS.WriteStream;
  #bar: SingleBar | undefined;
  #phase: RebuildProgress['phase'] | undefined;
  #since = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  update({ phase, done, total }: RebuildProgress): void {
    if (!this.#stream.isTTY) {
      return;
    }
    if (phase !== this.#phase) {
      this.stop();
      this.#phase = phase;
      this.#since = performance.now();
      const format = '{name} {bar} {value}/{total} · {rate}/s · {eta_formatted} left';
      this.#bar = new SingleBar({ stream: this.#stream, format, hideCursor: true }, Presets.shades_classic);
      this.#bar.start(total, 0, { name: names[phase], rate: 0 });
    }
    const seconds = (performance.now() - this.#since) / 1_000;
    this.#bar?.update(done, { rate: Math.round(done / Math.max(seconds, 0.001)) });
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
