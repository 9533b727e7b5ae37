import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { operatorToken } from './access/sign-token.ts';
import { readSigner } from './access/signer.ts';
import { ensureSearchPage } from './build-page/ensure-search-page.ts';
import { addressVariables } from './stack/addresses.ts';
import { runCommand } from './stack/command.ts';
import { ensureStack, type Stack } from './stack/ensure-stack.ts';
import { readEnvironment, type StackEnvironment } from './stack/environment.ts';
import { findLayout, type Layout } from './stack/layout.ts';
import { isFree, nextFreePort } from './stack/ports.ts';
import { readService, removeService, writeService } from './stack/service-record.ts';
import { Api } from './start/api.ts';
import { findExample, guessExample, orient, readExample, writeExample, type Example } from './start/example.ts';
import { describeNextSteps } from './start/next-steps.ts';
import { isSampleUnfinished, loadSample } from './start/sample.ts';
import { ServiceProcess } from './start/service-process.ts';
import { UpstreamProcess } from './start/upstream-process.ts';

const HELP = `The whole service on this machine: engines, migrations, indices, all roles in one process.

  npm start                  its log goes to .local/service.log
  npm start -- --logs        its log goes to this terminal
  npm start -- --no-sample   an empty service stays empty; otherwise a sample corpus is loaded at the first start

Upstream, the service that content comes from, is stood in for by a process of its own with the sample's content (npm run upstream -- --help);
UPSTREAM_URL names a real one. PORT sets the port (8080). It prints a token that may do everything for twelve hours; npm run token makes others. Ctrl-C drains and stops the
service within 10 s; the engines stay up (npm run stack -- down stops them).
Exit codes: 0 stopped by Ctrl-C, 1 failed, 2 wrong arguments.
`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      logs: { type: 'boolean', default: false },
      'no-sample': { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop.abort();
    });
  }
  const isStopped = (): boolean => stop.signal.aborted;
  const layout = await findLayout();
  const environment = readEnvironment();
  const port = await expectFreePort(layout, environment);
  const [stack] = await Promise.all([
    ensureStack({ purpose: 'the service', compilation: 'thorough', log: say }),
    ensureSearchPage(layout, say),
  ]);
  if (isStopped()) {
    return 0;
  }
  const signer = await readSigner(layout);
  const token = await operatorToken(signer, 'developer');
  const upstreamPort = await choosePortOfUpstream(environment, stack, port);
  const env = {
    ...environment.variables,
    ...addressVariables(stack),
    ...(upstreamPort === undefined ? {} : { UPSTREAM_URL: `http://127.0.0.1:${upstreamPort.toString()}` }),
    PORT: port.toString(),
    JWT_SECRET: signer.secret,
  };
  const logFile = values.logs ? undefined : join(layout.local, 'service.log');
  const service = await ServiceProcess.start(layout.checkout, env, logFile);
  await writeService(layout.local, service.pid, { port, ...(upstreamPort === undefined ? {} : { upstreamPort }) });
  let upstream: UpstreamProcess | undefined;
  try {
    const api = new Api(`http://127.0.0.1:${port.toString()}`, token);
    await service.ready(api.base, stop.signal);
    const example = await prepareData(layout, api, env, values['no-sample'], stop.signal);
    upstream =
      upstreamPort === undefined ? undefined : await UpstreamProcess.start(layout.checkout, layout.local, upstreamPort);
    say(describeNextSteps(api, token, example, logFile, upstreamPort));
    await Promise.race([service.ended, aborted(stop.signal)]);
    if (!isStopped()) {
      throw new Error(await service.describeEnd());
    }
    return 0;
  } catch (error) {
    if (isStopped()) {
      return 0;
    }
    throw error;
  } finally {
    await endService(layout, service, stack);
    await upstream?.stop();
  }
}

/** @throws Error that says who has the port, when it is taken */
async function expectFreePort(layout: Layout, environment: StackEnvironment): Promise<number> {
  const port = Number(environment.port ?? 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT=${environment.port ?? ''} is not a port`);
  }
  const running = await readService(layout.local);
  if (running !== undefined) {
    const where = `port ${running.port.toString()} (process ${running.pid.toString()})`;
    throw new Error(
      `the service of this checkout is running already, on ${where}: use it, or stop it with Ctrl-C where it runs`,
    );
  }
  if (!(await isFree(port))) {
    const other = port === 65_535 ? 8080 : port + 1;
    throw new Error(
      `port ${port.toString()} is used by another program: stop that, or take another port: PORT=${other.toString()} npm start`,
    );
  }
  return port;
}

const FIRST_UPSTREAM_PORT = 8090;

/** Where upstream stands in; nowhere where a real one is named, nor beside engines that somebody else runs. */
async function choosePortOfUpstream(
  { variables }: StackEnvironment,
  stack: Stack,
  servicePort: number,
): Promise<number | undefined> {
  return stack.mode === 'env' || (variables['UPSTREAM_URL'] ?? '') !== ''
    ? undefined
    : nextFreePort(FIRST_UPSTREAM_PORT, new Set([servicePort]));
}

/** Loads the sample into an empty service, and chooses the course that the pasteable lines are about. */
async function prepareData(
  layout: Layout,
  api: Api,
  env: Readonly<Record<string, string | undefined>>,
  stayEmpty: boolean,
  signal: AbortSignal,
): Promise<Example | undefined> {
  const unfinished = await isSampleUnfinished(layout.checkout);
  if (!stayEmpty && (unfinished || (await api.catalogs(1)).count === 0)) {
    say(
      `${unfinished ? 'going on with' : 'the first start: loading'} a sample corpus (2,000 items, 200 filters, 300 catalogs)`,
    );
    await loadSample(layout.checkout, env, signal);
    const found = await findExample(api);
    if (found !== undefined) {
      await writeExample(layout.local, found);
      return found;
    }
  }
  const remembered = await readExample(layout.local);
  const document = remembered && (await api.document(remembered.course).catch(() => undefined));
  const oriented = remembered && document !== undefined ? orient(remembered, document) : undefined;
  return oriented ?? guessExample(api);
}

async function endService(layout: Layout, service: ServiceProcess, stack: Stack): Promise<void> {
  if (service.isRunning) {
    say('\nstopping: requests and jobs at hand are finished first');
  }
  const outcome = await service.stop();
  await removeService(layout.local);
  say(
    outcome === 'ended'
      ? 'the service has stopped'
      : 'the service had to be killed; undecided work is taken up at the next start',
  );
  if (stack.mode !== 'env') {
    say('the engines stay up; to stop them: npm run stack -- down');
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

await runCommand(main);
