import { Presets, SingleBar } from 'cli-progress';
import type { RebuildProgress } from '../../src/kernel/rebuild/models.ts';
import type { RebuiltIndex } from '../../src/kernel/rebuild/port.ts';

const names: Record<RebuiltIndex, Record<RebuildProgress['phase'], string>> = {
  content: { copy: 'items copied', compare: 'items compared' },
  'catalog-queries': { copy: 'filters copied', compare: 'items compared' },
};

/** A bar for each phase with its rate, on a terminal; nothing elsewhere, the summary tells the rest. */
export class RebuildBar {
  readonly #stream: NodeJS.WriteStream;
  readonly #index: RebuiltIndex;
  #bar: SingleBar | undefined;
  #phase: RebuildProgress['phase'] | undefined;
  #since = 0;

  constructor(stream: NodeJS.WriteStream, index: RebuiltIndex) {
    this.#stream = stream;
    this.#index = index;
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
      this.#bar.start(total, 0, { name: names[this.#index][phase], rate: 0 });
    }
    const seconds = (performance.now() - this.#since) / 1_000;
    this.#bar?.update(done, { rate: Math.round(done / Math.max(seconds, 0.001)) });
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
