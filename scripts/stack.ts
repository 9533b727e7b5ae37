import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { runCommand } from './stack/command.ts';
import { stopEngines } from './stack/down.ts';
import { ENGINE_NAMES, type EngineName } from './stack/engine.ts';
import { ensureStack } from './stack/ensure-stack.ts';
import { readEnvironment } from './stack/environment.ts';
import { findLayout } from './stack/layout.ts';
import { showLogs } from './stack/logs.ts';
import { readService } from './stack/service-record.ts';
import { formatStatus, readStatus } from './stack/status.ts';
import { listWipe, wipe } from './stack/wipe.ts';

const HELP = `The engines of this checkout: OpenSearch, MariaDB or MySQL, Redis.

  npm run stack -- up                     start what is not running, wait until it can serve
  npm run stack -- down                   stop what this checkout started
  npm run stack -- status [--json]        what runs, where, as which process
  npm run stack -- logs [engine] [-f]     engine: ${ENGINE_NAMES.join(', ')}; -f follows
  npm run stack -- wipe [--yes]           stop them and remove their data, logs and ports

Where they come from: OPENSEARCH_URL, DATABASE_URL and REDIS_URL if given; else containers, if \`docker info\` and
\`docker compose version\` succeed; else programs of this machine. STACK=env|compose|native overrides.
Ports: .local/ports.json, or the next free one.

Exit codes: 0 done (status: all run), 1 failed (status: not all run), 2 wrong arguments.
`;

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      json: { type: 'boolean', default: false },
      follow: { type: 'boolean', short: 'f', default: false },
      yes: { type: 'boolean', short: 'y', default: false },
    },
  });
  const [verb, ...rest] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (rest.length > (verb === 'logs' ? 1 : 0)) {
    return wrong(`too many arguments: ${rest.join(' ')}`);
  }
  switch (verb) {
    case 'up':
      return up();
    case 'down':
      return down();
    case 'status':
      return status(values.json);
    case 'logs':
      return logs(rest[0], values.follow);
    case 'wipe':
      return askAndWipe(values.yes);
    default:
      return wrong(verb === undefined ? 'say what to do' : `unknown command: ${verb}`);
  }
}

function wrong(what: string): number {
  process.stderr.write(`${what}\n\n${HELP}`);
  return 2;
}

async function up(): Promise<number> {
  await ensureStack({ purpose: 'this checkout', compilation: 'thorough', log });
  process.stdout.write(`${formatStatus(await readStatus(await findLayout(), readEnvironment()))}\n`);
  return 0;
}

async function down(): Promise<number> {
  const layout = await findLayout();
  const service = await readService(layout.local);
  if (service !== undefined) {
    log(`the service on port ${service.port.toString()} is running and loses its engines`);
  }
  const stopped = await stopEngines(layout, readEnvironment(), log);
  if (stopped.length === 0) {
    log('no engine of this checkout was running as a program of this machine');
  }
  return 0;
}

async function status(json: boolean): Promise<number> {
  const rows = await readStatus(await findLayout(), readEnvironment());
  process.stdout.write(`${json ? JSON.stringify(rows, undefined, 2) : formatStatus(rows)}\n`);
  return rows.every(({ state }) => state === 'running') ? 0 : 1;
}

async function logs(engine: string | undefined, follow: boolean): Promise<number> {
  const names = ENGINE_NAMES.filter((name): name is EngineName => engine === undefined || name === engine);
  if (names.length === 0) {
    return wrong(`unknown engine: ${engine ?? ''}`);
  }
  return showLogs(await findLayout(), readEnvironment(), names, follow);
}

async function askAndWipe(yes: boolean): Promise<number> {
  const layout = await findLayout();
  if (!yes) {
    log(
      `This removes the data of this checkout's engines:\n${(await listWipe(layout)).map((path) => `  ${path}`).join('\n')}`,
    );
    const answer = await ask('Type yes to go on: ');
    if (answer !== 'yes') {
      log('nothing was removed');
      return 1;
    }
  }
  await wipe(layout, readEnvironment(), log);
  return 0;
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Where there is nobody to ask, the input ends and the answer is no.
    const ended = new Promise<string>((resolve) =>
      terminal.once('close', () => {
        resolve('');
      }),
    );
    return (await Promise.race([terminal.question(question), ended])).trim();
  } finally {
    terminal.close();
  }
}

await runCommand(main);
