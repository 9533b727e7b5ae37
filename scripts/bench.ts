import { HELP, parseOptions } from './bench/options.ts';
import { runSuite } from './bench/run-suite.ts';
import { runCommand } from './stack/command.ts';

async function main(argv: string[]): Promise<number> {
  const parsed = parseOptions(argv);
  if (parsed.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (parsed.kind === 'errors') {
    process.stderr.write(`${parsed.errors.map((error) => `bench: ${error}`).join('\n')}\nSee --help.\n`);
    return 2;
  }
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      interruption.abort(new Error('interrupted'));
    });
  }
  const { options } = parsed;
  const outcome = await runSuite(options, {
    emit: (row) => {
      process.stdout.write(`${JSON.stringify(row)}\n`);
    },
    say: (line) => {
      if (!options.jsonOnly) {
        process.stderr.write(`bench: ${line}\n`);
      }
    },
    signal: interruption.signal,
  });
  return outcome === 'right' ? 0 : 1;
}

await runCommand(main);
