import { HELP, parseOptions } from './corpus/options.ts';
import { makeProgress } from './corpus/progress.ts';
import { writeCorpus } from './corpus/write-corpus.ts';

/** `npm run corpus`: parses, writes, reports. Gives the exit code: 0 written, 1 failed or interrupted, 2 wrong arguments. */
async function main(argv: readonly string[]): Promise<number> {
  const parsed = parseOptions(argv);
  if (parsed.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (parsed.kind === 'errors') {
    process.stderr.write(`${parsed.errors.map((error) => `corpus: ${error}`).join('\n')}\nSee --help.\n`);
    return 2;
  }
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = makeProgress(process.stderr);
  const began = performance.now();
  try {
    const onProgress = progress.update.bind(progress);
    const summary = await writeCorpus(parsed.options, { onProgress, signal: interruption.signal });
    progress.stop();
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    process.stdout.write(`${JSON.stringify({ ...summary, seconds }, null, 2)}\n`);
    return 0;
  } catch (error) {
    progress.stop();
    const reason = interruption.signal.aborted ? 'interrupted' : error instanceof Error ? error.message : String(error);
    process.stderr.write(`corpus: ${reason}; nothing was written\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
