import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { localAddresses, type Addresses } from './addresses.ts';
import { logFile, type Compilation, type EngineName, type Log, type NativeEngine, type Probe } from './engine.ts';
import type { StackEnvironment } from './environment.ts';
import { tail } from './files.ts';
import type { Layout } from './layout.ts';
import { openNative, type NativeStack } from './native.ts';
import { isFetched } from './opensearch-distribution.ts';
import { readPassword } from './password.ts';
import { nextFreePort, writePorts, type Ports } from './ports.ts';
import { isRunning, startDetached, type ProcessIdentity } from './processes.ts';
import { isQuick, readRecord, writeRecord } from './records.ts';
import { replaceBare, replaceQuick } from './replace-quick.ts';
import { underStackLock } from './stack-lock.ts';
import { findTools, type Tools } from './tools.ts';

/**
 * Gets the engines of those names running, starting in parallel what is not, and waits until each can serve.
 * @param compilation of an OpenSearch that has to be started; where it is `thorough`, one that compiles quickly and that nobody uses
 * is started anew. Left out: as it runs, else thorough
 * @throws Error that names every engine which failed, with the end of its log and what to do
 */
export async function ensureNative(
  layout: Layout,
  environment: StackEnvironment,
  names: readonly EngineName[],
  log: Log,
  compilation?: Compilation,
): Promise<Addresses> {
  const before = await openNative(layout);
  const absent = await withoutOurs(before, names);
  const unwanted = compilation === 'thorough' && names.includes('opensearch') && (await isQuick(layout, 'opensearch'));
  const bare =
    names.includes('opensearch') &&
    !absent.some(({ name }) => name === 'opensearch') &&
    !(await isFetched(layout.data));
  if (absent.length === 0 && !unwanted && !bare) {
    return before.addresses;
  }
  return underStackLock(layout, log, async () => {
    if (bare) {
      await replaceBare(layout, log);
    }
    if (unwanted) {
      await replaceQuick(layout, log);
    }
    return startAbsent(layout, environment, names, log, compilation ?? 'thorough');
  });
}

async function startAbsent(
  layout: Layout,
  environment: StackEnvironment,
  names: readonly EngineName[],
  log: Log,
  compilation: Compilation,
): Promise<Addresses> {
  const stack = await openNative(layout, compilation);
  const absent = await withoutOurs(stack, names);
  const living = new Map<EngineName, ProcessIdentity>();
  for (const engine of absent) {
    const process = await readRecord(layout, engine.name);
    if (process !== undefined) {
      log(`${engine.name}: is starting already, as process ${process.pid.toString()}`);
      living.set(engine.name, process);
    }
  }
  const toStart = absent.filter(({ name }) => !living.has(name));
  const tools = toStart.length === 0 ? undefined : await findTools(layout, environment, log);
  const ports = toStart.length === 0 ? stack.ports : await takePorts(layout, stack, toStart, log);
  const results = await Promise.allSettled(
    absent.map(async (engine) => {
      const process =
        living.get(engine.name) ?? (tools && (await start(layout, engine, { ports, tools, compilation }, log)));
      if (process !== undefined) {
        await awaitReady(layout, engine, ports, process, log);
      }
    }),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) {
    throw new Error(failures.map((one) => (one instanceof Error ? one.message : String(one))).join('\n\n'));
  }
  return localAddresses(ports, await readPassword(layout));
}

async function withoutOurs(stack: NativeStack, names: readonly EngineName[]): Promise<NativeEngine[]> {
  const wanted = stack.engines.filter(({ name }) => names.includes(name));
  const probes = await Promise.all(wanted.map((engine) => engine.probe(stack.ports)));
  return wanted.filter((_, index) => probes[index]?.state !== 'ours');
}

/** For each engine to start: its recorded port, or the next one when somebody else answers there. Recorded at once. */
async function takePorts(
  layout: Layout,
  stack: NativeStack,
  engines: readonly NativeEngine[],
  log: Log,
): Promise<Ports> {
  const ports: Record<keyof Ports, number> = { ...stack.ports };
  for (const engine of engines) {
    for (const name of engine.portNames) {
      const others = Object.entries(ports).flatMap(([other, port]) => (other === name ? [] : port));
      const port = await nextFreePort(ports[name], new Set(others));
      if (port !== ports[name]) {
        const probe = name === engine.portNames[0] ? await engine.probe(ports) : undefined;
        const who = probe?.state === 'foreign' ? probe.what : 'another program';
        log(
          `${engine.name}: port ${ports[name].toString()} is used by ${who}, which is left alone; taking ${port.toString()}`,
        );
        ports[name] = port;
      }
    }
  }
  await writePorts(layout.local, ports);
  return ports;
}

async function start(
  layout: Layout,
  engine: NativeEngine,
  { ports, tools, compilation }: { ports: Ports; tools: Tools; compilation: Compilation },
  log: Log,
): Promise<ProcessIdentity> {
  const launch = await engine.prepare(ports, tools, log);
  const path = logFile(layout, engine.name);
  await mkdir(join(layout.data, 'logs'), { recursive: true });
  await rename(path, `${path}.before`).catch(() => undefined);
  const output = await open(path, 'a');
  try {
    const process = await startDetached(launch, output.fd);
    await writeRecord(layout, engine.name, process, compilation);
    return process;
  } finally {
    await output.close();
  }
}

async function awaitReady(
  layout: Layout,
  engine: NativeEngine,
  ports: Ports,
  process: ProcessIdentity,
  log: Log,
): Promise<void> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let probe: Probe = { state: 'silent' };
  while (seconds() < engine.readySeconds) {
    probe = await engine.probe(ports);
    if (probe.state === 'ours') {
      log(`${engine.name}: ready (${probe.version}) after ${seconds().toFixed(1)} s`);
      return;
    }
    if (!(await isRunning(process))) {
      throw new Error(await failure(layout, engine, 'ended while it was starting'));
    }
    await pause(100);
  }
  const why = probe.state === 'starting' ? `: ${probe.why}` : '';
  throw new Error(await failure(layout, engine, `was not ready after ${engine.readySeconds.toString()} s${why}`));
}

async function failure(layout: Layout, engine: NativeEngine, what: string): Promise<string> {
  const path = logFile(layout, engine.name);
  const lines = await tail(path, 30);
  return [
    `${engine.name} ${what}. The end of ${path}:`,
    ...lines.map((line) => `  | ${line}`),
    'Mend what it names and run the command again. `npm run stack -- down` ends what is still starting;',
    '`npm run stack -- wipe` throws the local data away, when it is those that are broken.',
  ].join('\n');
}
