import { Gauge, type Registry } from 'prom-client';
import { gaugesOf } from './gauges-of.ts';
import { readInTime } from './read-in-time.ts';
import { watchPlaces, type PlacesLeft } from './watched-places.ts';
import { watchQuarantine, type QuarantineSize } from './watched-quarantine.ts';

/** The work list as it is shown: see `Backlog` in inclusion/port.ts. */
interface WorkList {
  items: number;
  queries: number;
  failing: number;
  staleSeconds: number;
  /** Memberships that are kept though nothing matches them any more, until somebody decides. */
  held: number;
  rebuildLeftSeconds: number;
  /** Edits of filters that are kept until somebody confirms them. */
  proposals: number;
  /** What the last reconciliation found wrong, by kind; empty when there was none. */
  drift: Readonly<Record<string, number>>;
  /** Documents that broke the contract. */
  quarantine: QuarantineSize;
  /** Seconds since upstream last gave everything of a content type, by type. */
  unheard: Readonly<Record<string, number>>;
}

/** What is read when somebody scrapes. */
export interface Watched {
  backlog: () => Promise<WorkList>;
  /** Connections at work, requests that wait for one, and how many there may be. */
  pool: () => { inUse: number; waiting: number; size: number };
  /** Wakes by state. */
  wakes: () => Promise<Readonly<Record<string, number>>>;
  /** By engine: rejects when it does not answer. */
  checks: Readonly<Record<string, () => Promise<void>>>;
  /** Undefined where no embedding provider is configured. */
  places: (() => Promise<PlacesLeft>) | undefined;
}

/** Whoever scrapes waits no longer than this for an engine, milliseconds. */
const patience = 2_500;

const wakeStates = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Registers the gauges whose values are read when somebody scrapes. */
export function watch(registry: Registry, watched: Watched): void {
  // Read first, before the others ask the database.
  watchPool(registry, watched.pool);
  // One reading for both: each takes a connection while the database hangs.
  const look = readInTime(watched.backlog, patience);
  watchWorkList(registry, look);
  watchQuarantine(registry, async () => (await look())?.quarantine);
  watchWakes(registry, watched.wakes);
  watchEngines(registry, watched.checks);
  if (watched.places !== undefined) {
    watchPlaces(registry, watched.places, patience);
  }
}

function watchWorkList(registry: Registry, look: () => Promise<WorkList | undefined>): void {
  const gauge = gaugesOf(registry, look);
  const undecided: Gauge = new Gauge({
    name: 'membership_undecided',
    help: 'Rows whose latest revision is not decided; -1 while the database does not answer',
    labelNames: ['kind'],
    registers: [registry],
    collect: async () => {
      const work = await look();
      undecided.set({ kind: 'item' }, work?.items ?? -1);
      undecided.set({ kind: 'query' }, work?.queries ?? -1);
    },
  });
  gauge('membership_failing', 'Undecided rows that failed ten times and more', ({ failing }) => failing);
  gauge('membership_held', 'Memberships kept back from removal until somebody decides', ({ held }) => held);
  gauge(
    'index_rebuild_left_seconds',
    'Age of a rebuild of an index that was begun and that nobody is at',
    ({ rebuildLeftSeconds }) => rebuildLeftSeconds,
  );
  gauge('filter_proposals_open', 'Edits of filters that wait for a confirmation', ({ proposals }) => proposals);
  const labelled = (name: string, help: string, label: string, of: (work: WorkList) => WorkList['drift']): void => {
    const made: Gauge = new Gauge({
      name,
      help: `${help}; nothing while the database does not answer`,
      labelNames: [label],
      registers: [registry],
      collect: async () => {
        const work = await look();
        made.reset();
        for (const [value, count] of Object.entries(work === undefined ? {} : of(work))) {
          made.set({ [label]: value }, count);
        }
      },
    });
  };
  labelled('membership_drift', 'What the last reconciliation found wrong', 'kind', ({ drift }) => drift);
  labelled(
    'content_unheard_seconds',
    'Since the beginning of the last poll that was given everything of a content type',
    'content_type',
    ({ unheard }) => unheard,
  );
  gauge('membership_staleness_seconds', 'Age of the oldest undecided revision', ({ staleSeconds }) => staleSeconds);
}

function watchWakes(registry: Registry, wakes: Watched['wakes']): void {
  const count = readInTime(wakes, patience);
  const queued: Gauge = new Gauge({
    name: 'wake_queue_jobs',
    help: 'Wakes in Redis that no worker has taken yet, or is taking; -1 while Redis does not answer',
    labelNames: ['state'],
    registers: [registry],
    collect: async () => {
      const counts = await count();
      for (const state of wakeStates) {
        queued.set({ state }, counts === undefined ? -1 : (counts[state] ?? 0));
      }
    },
  });
}

function watchPool(registry: Registry, pool: Watched['pool']): void {
  const connections: Gauge = new Gauge({
    name: 'database_pool_connections',
    help: 'Connections to the database that are in use, and requests that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      const { inUse, waiting } = pool();
      connections.set({ state: 'in_use' }, inUse);
      connections.set({ state: 'waiting' }, waiting);
    },
  });
  const size: Gauge = new Gauge({
    name: 'database_pool_connections_max',
    help: 'Size of the pool of connections to the database',
    registers: [registry],
    collect: () => {
      size.set(pool().size);
    },
  });
}

function watchEngines(registry: Registry, checks: Watched['checks']): void {
  const probes = Object.entries(checks).map(
    ([dependency, check]) => [dependency, readInTime(() => check().then(() => 1), patience)] as const,
  );
  const up: Gauge = new Gauge({
    name: 'dependency_up',
    help: 'Whether an engine answered when this was read',
    labelNames: ['dependency'],
    registers: [registry],
    collect: async () => {
      await Promise.all(
        probes.map(async ([dependency, probe]) => {
          up.set({ dependency }, (await probe()) ?? 0);
        }),
      );
    },
  });
}
