import { localAddresses, ADDRESS_FIELDS, type Addresses } from './addresses.ts';
import type { EngineName, Log } from './engine.ts';
import type { StackEnvironment } from './environment.ts';
import type { Layout } from './layout.ts';
import { readPassword } from './password.ts';
import { nextFreePort, readPorts, writePorts, type Ports } from './ports.ts';
import { run, type RunResult } from './run.ts';
import { underStackLock } from './stack-lock.ts';
import { askVersion, describeCluster } from './versions.ts';

/** The engines' services in docker-compose.yml. */
const SERVICES: Readonly<Record<EngineName, string>> = { opensearch: 'opensearch', database: 'mysql', redis: 'redis' };

/**
 * Why containers cannot be used here; `undefined` when they can. A client without a daemon, or without the compose
 * plugin, is common, so the client's presence says nothing.
 */
export async function whyNoContainers(): Promise<string | undefined> {
  const [info, compose] = await Promise.all([
    run('docker', ['info'], { timeoutMs: 10_000 }),
    run('docker', ['compose', 'version'], { timeoutMs: 10_000 }),
  ]);
  if (info.code !== 0) {
    return '`docker info` fails';
  }
  return compose.code === 0 ? undefined : '`docker compose version` fails';
}

/**
 * Gets the engines of those names running as containers of this checkout's own compose project.
 * @throws Error with what docker said
 */
export async function ensureCompose(
  layout: Layout,
  environment: StackEnvironment,
  names: readonly EngineName[],
  log: Log,
): Promise<Addresses> {
  const [ports, password] = await Promise.all([readPorts(layout.local), readPassword(layout)]);
  if (await allAnswer(layout, localAddresses(ports, password), names)) {
    return localAddresses(ports, password);
  }
  return underStackLock(layout, log, async () => {
    const taken = await takePorts(layout, environment, names, log);
    const services = composeServices(names);
    log(`docker compose up ${services.join(' ')} (the first time, images are fetched)`);
    const answer = await compose(layout, environment, taken, password, ['up', '--detach', '--wait', ...services], log);
    if (answer.code !== 0) {
      throw new Error('docker compose up failed; `npm run stack -- logs` shows what the engines said');
    }
    return localAddresses(taken, password);
  });
}

/** Stops and removes the containers; with `volumes` their data too. Nothing happens when there are none. */
export async function stopCompose(
  layout: Layout,
  environment: StackEnvironment,
  volumes: boolean,
  log: Log,
): Promise<void> {
  const [ports, password] = await Promise.all([readPorts(layout.local), readPassword(layout)]);
  const args = volumes ? ['down', '--volumes'] : ['down'];
  const answer = await compose(layout, environment, ports, password, args, log);
  if (answer.code !== 0) {
    throw new Error('docker compose down failed');
  }
}

/** The arguments and the environment of a compose command for this checkout. */
export function composeInvocation(
  layout: Layout,
  ports: Ports,
  password: string,
): { args: string[]; variables: Record<string, string> } {
  return {
    args: ['compose', '--project-name', projectName(layout), '--file', `${layout.checkout}/docker-compose.yml`],
    variables: {
      OPENSEARCH_PORT: ports.opensearch.toString(),
      DATABASE_PORT: ports.database.toString(),
      REDIS_PORT: ports.redis.toString(),
      DATABASE_PASSWORD: password,
      CLUSTER_NAME: projectName(layout),
      // Compose reads the whole file, and in it the service asks for one; only engines are run from here.
      JWT_SECRET: 'for the service only',
    },
  };
}

/** The services of those engines. */
export function composeServices(names: readonly EngineName[]): string[] {
  return names.map((name) => SERVICES[name]);
}

async function compose(
  layout: Layout,
  environment: StackEnvironment,
  ports: Ports,
  password: string,
  args: readonly string[],
  log?: Log,
): Promise<RunResult> {
  const invocation = composeInvocation(layout, ports, password);
  return run('docker', [...invocation.args, ...args], {
    env: { ...environment.variables, ...invocation.variables },
    ...(log === undefined ? {} : { onLine: log }),
  });
}

/** A container that runs keeps its port; for the others the next free one is taken and recorded. */
async function takePorts(
  layout: Layout,
  environment: StackEnvironment,
  names: readonly EngineName[],
  log: Log,
): Promise<Ports> {
  const [recorded, password] = await Promise.all([readPorts(layout.local), readPassword(layout)]);
  const listed = await compose(layout, environment, recorded, password, ['ps', '--services', '--status', 'running']);
  const running = new Set(listed.stdout.split('\n'));
  const ports: Record<keyof Ports, number> = { ...recorded };
  for (const name of names.filter((one) => !running.has(SERVICES[one]))) {
    ports[name] = await nextFreePort(recorded[name]);
    if (ports[name] !== recorded[name]) {
      log(
        `${name}: port ${recorded[name].toString()} is used by another program, which is left alone; taking ${ports[name].toString()}`,
      );
    }
  }
  await writePorts(layout.local, ports);
  return ports;
}

async function allAnswer(layout: Layout, addresses: Addresses, names: readonly EngineName[]): Promise<boolean> {
  const wanted = ADDRESS_FIELDS.filter(({ engine }) => names.includes(engine));
  const answers = await Promise.allSettled(
    wanted.map(async ({ engine, field }) => {
      if (engine === 'opensearch') {
        return (await describeCluster(addresses[field])).clusterName === projectName(layout);
      }
      await askVersion(engine, addresses[field]);
      return true;
    }),
  );
  return answers.every((answer) => answer.status === 'fulfilled' && answer.value);
}

function projectName(layout: Layout): string {
  return `percolog-${layout.hash}`;
}
