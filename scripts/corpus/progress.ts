import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar on a terminal, a line for every tenth elsewhere; both on stderr, so that stdout holds the summary alone. */
export function makeProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barOn(stream) : linesOn(stream);
}

function barOn(stream: NodeJS.WriteStream): Progress {
  const format = 'corpus {bar} {percentage}% {value}/{total} lines, {eta} s left';
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

function linesOn(stream: NodeJS.WriteStream): Progress {
  let told = 0;
  return {
    update(done, total) {
      const tenth = Math.floor((10 * done) / total);
      if (tenth > told) {
        told = tenth;
        stream.write(`corpus: ${String(done)} of ${String(total)} lines\n`);
      }
    },
    stop: () => undefined,
  };
}
