import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askOpenSearch } from './ask-opensearch.ts';
import { isRefused, type Compilation, type NativeEngine, type Probe } from './engine.ts';
import { asRecord, giveTo } from './files.ts';
import type { Layout } from './layout.ts';
import { planMemory } from './memory.ts';
import { distributionFolder, fetchDistribution } from './opensearch-distribution.ts';
import type { Ports } from './ports.ts';

/** OpenSearch as a single node on the loopback address. */
export function openSearchEngine(layout: Layout, compilation: Compilation): NativeEngine {
  const folder = join(layout.data, 'opensearch');
  const clusterName = `percolog-${layout.hash}`;
  return {
    name: 'opensearch',
    portNames: ['opensearch', 'opensearchTransport'],
    readySeconds: 180,
    folder,
    probe: (ports) => probe(`http://127.0.0.1:${ports.opensearch.toString()}`, clusterName),
    prepare: async (ports, { jdk, maven, path }, log) => {
      await fetchDistribution(layout.data, { maven, jdkHome: jdk.home, path, log });
      const { heapMb } = planMemory(process.availableMemory());
      const home = distributionFolder(layout.data);
      await configure(home, folder, clusterName, ports, jvmOptions(heapMb, compilation));
      await giveTo(layout.engineUid, folder);
      log(
        `opensearch: starting on port ${ports.opensearch.toString()}, heap ${heapMb.toString()} MB, JDK ${jdk.version.toString()}, ${compilation} compilation`,
      );
      return {
        command: join(home, 'bin/opensearch'),
        args: [],
        cwd: folder,
        uid: layout.engineUid,
        env: {
          PATH: path,
          HOME: folder,
          OPENSEARCH_JAVA_HOME: jdk.home,
          OPENSEARCH_PATH_CONF: join(folder, 'config'),
          OPENSEARCH_TMPDIR: join(folder, 'tmp'),
        },
      };
    },
  };
}

async function configure(
  home: string,
  folder: string,
  clusterName: string,
  ports: Ports,
  options: string,
): Promise<void> {
  const config = join(folder, 'config');
  for (const name of ['config/jvm.options.d', 'data', 'logs', 'repo', 'tmp']) {
    await mkdir(join(folder, name), { recursive: true });
  }
  for (const entry of await readdir(join(home, 'config'), { withFileTypes: true })) {
    if (entry.isFile()) {
      await copyFile(join(home, 'config', entry.name), join(config, entry.name));
    }
  }
  await writeFile(join(config, 'opensearch.yml'), settings(folder, clusterName, ports));
  await writeFile(join(config, 'log4j2.properties'), LOGGING);
  const stock = await readFile(join(home, 'config/jvm.options'), 'utf8');
  await writeFile(join(config, 'jvm.options'), withoutGcLog(stock));
  await writeFile(join(config, 'jvm.options.d/percolog.options'), options);
}

function settings(folder: string, clusterName: string, ports: Ports): string {
  return [
    '# written at every start by scripts/stack; changes here are lost',
    `cluster.name: ${clusterName}`,
    'node.name: percolog',
    'discovery.type: single-node',
    'network.host: 127.0.0.1',
    `http.port: ${ports.opensearch.toString()}`,
    `transport.port: ${ports.opensearchTransport.toString()}`,
    // JSON strings are YAML strings, whatever the path holds
    `path.data: ${JSON.stringify(join(folder, 'data'))}`,
    `path.logs: ${JSON.stringify(join(folder, 'logs'))}`,
    `path.repo: ${JSON.stringify(join(folder, 'repo'))}`,
    "# a developer's full disk must not make the indices read-only",
    'cluster.routing.allocation.disk.threshold_enabled: false',
    '# an index is created with its mapping or not at all',
    'action.auto_create_index: false',
    '',
  ].join('\n');
}

// The stock options write the garbage collector's log beside the server's programs, where the engine's user may not.
function withoutGcLog(options: string): string {
  return options
    .split('\n')
    .filter((line) => !line.includes('logs/gc.log'))
    .join('\n');
}

// No pre-touch: a 2 GB heap that is not used yet stays out of the machine's memory.
function jvmOptions(heapMb: number, compilation: Compilation): string {
  const quick = compilation === 'quick' ? ['-XX:TieredStopAtLevel=1'] : [];
  return [`-Xms${heapMb.toString()}m`, `-Xmx${heapMb.toString()}m`, '-XX:-AlwaysPreTouch', ...quick, ''].join('\n');
}

// One log, on the output that `npm run stack -- logs` shows.
const LOGGING = `# written at every start by scripts/stack; changes here are lost
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

async function probe(url: string, clusterName: string): Promise<Probe> {
  try {
    const [health, nodes] = await Promise.all([
      askOpenSearch(url, '/_cluster/health?local=true').then(asRecord),
      askOpenSearch(url, '/_nodes/_local/process?filter_path=nodes.*.version,nodes.*.process.id').then(asRecord),
    ]);
    const name = health['cluster_name'];
    if (name !== clusterName) {
      return {
        state: 'foreign',
        what: typeof name === 'string' ? `the OpenSearch cluster ${name}` : 'another program',
      };
    }
    if (health['status'] === 'red') {
      return { state: 'starting', why: 'the cluster is red' };
    }
    const node = asRecord(Object.values(asRecord(nodes['nodes']))[0]);
    const { id } = asRecord(node['process']);
    return {
      state: 'ours',
      version: typeof node['version'] === 'string' ? node['version'] : 'unknown',
      pid: typeof id === 'number' ? id : undefined,
    };
  } catch (error) {
    return isRefused(error) ? { state: 'silent' } : { state: 'foreign', what: 'another program' };
  }
}
