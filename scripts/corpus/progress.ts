import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** Who tells of progress, and of what. */
interface Told {
  name: string;
  unit: string;
}

/** A bar on a terminal, a line for every tenth elsewhere; both on stderr, so that stdout holds the summary alone. */
export function makeProgress(stream: NodeJS.WriteStream, told: Told = { name: 'corpus', unit: 'lines' }): Progress {
  return stream.isTTY ? barOn(stream, told) : linesOn(stream, told);
}

function barOn(stream: NodeJS.WriteStream, { name, unit }: Told): Progress {
  const format = `${name} {bar} {percentage}% {value}/{total} ${unit}, {eta} s left`;
  const bar = new SingleBar({ stream, format, hideCursor: true }, Presets.shades_classic);
  let started = false;
  return {
    update(done, total) {
      if (!started) {
        bar.start(total, 0);
        started = true;
      }
      bar.update(done);
    },
    stop: () => {
      if (started) {
        bar.stop();
      }
    },
  };
}

function linesOn(stream: NodeJS.WriteStream, { name, unit }: Told): Progress {
  let told = 0;
  return {
    update(done, total) {
      const tenth = Math.floor((10 * done) / total);
      if (tenth > told) {
        told = tenth;
        stream.write(`${name}: ${String(done)} of ${String(total)} ${unit}\n`);
      }
    },
    stop: () => undefined,
  };
}
