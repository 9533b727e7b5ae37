import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { operatorToken } from './access/sign-token.ts';
import { withService } from './scratch/service.ts';
import { openStores } from './scratch/stores.ts';
import { plantExamples } from './fuzz/plant-examples.ts';
import { runSchemathesis } from './fuzz/run-schemathesis.ts';
import { ArgumentError, runCommand } from './stack/command.ts';
import { readEnvironment } from './stack/environment.ts';
import { findLayout } from './stack/layout.ts';
import { withEngines } from './stack/with-engines.ts';
import { ensureTestTools } from './test/tools.ts';

const help = `npm run fuzz -- [--examples N] [--seed N]

Asks every operation of the API with what its description allows and what it does not, and sequences of them (schemathesis),
and checks each answer against the description. It works on a service and stores of its own, which are dropped at the end.

  --examples N  cases drawn for each operation, beside those that are worked out (100)
  --seed N      the same seed draws the same cases

Exit code: 0 nothing found, 1 something was, or it failed, 2 wrong arguments.
`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      examples: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [examples, seed] = [wholeNumber('examples', values.examples), wholeNumber('seed', values.seed)];
  const stop = new AbortController();
  process.on('SIGINT', () => {
    stop.abort(new Error('stopped'));
  });
  const layout = await findLayout();
  const log = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const tools = await ensureTestTools(layout, readEnvironment(), log);
  const stores = await openStores(await withEngines('fuzzing'), 'percolog-fuzz');
  const folder = await mkdtemp(join(tmpdir(), 'percolog-fuzz-'));
  const secret = randomBytes(32).toString('base64url');
  try {
    const context = { root: layout.checkout, folder, stores, signal: stop.signal };
    const found = await withService(context, { JWT_SECRET: secret, RATE_LIMITS: 'off' }, async ({ base }) => {
      const token = await operatorToken({ secret }, 'fuzz');
      await plantExamples(base, token);
      const write = (text: string): void => {
        process.stdout.write(text);
      };
      return runSchemathesis({
        schemathesis: tools.SCHEMATHESIS,
        base,
        token,
        examples,
        seed,
        folder,
        write,
        signal: stop.signal,
      });
    });
    return found ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await stores.close({ keep: false });
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new ArgumentError(`--${name} is a whole number, not ${text}`);
  }
  return Number(text);
}

await runCommand(main);
