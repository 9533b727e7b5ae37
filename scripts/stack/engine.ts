import type { Layout } from './layout.ts';
import type { Ports } from './ports.ts';
import type { Launch } from './processes.ts';
import type { Tools } from './tools.ts';

/** Takes one line of progress for a person. */
export type Log = (line: string) => void;

export type EngineName = 'opensearch' | 'database' | 'redis';

export const ENGINE_NAMES: readonly EngineName[] = ['opensearch', 'database', 'redis'];

/**
 * How OpenSearch's programs are compiled while it runs. `quick`: soon, and never again; it then needs half the time of a core for what
 * lasts minutes. `thorough`: what is run often is compiled once more, and becomes faster the longer it runs.
 */
export type Compilation = 'quick' | 'thorough';

/** What answers at an engine's port. */
export type Probe =
  | { readonly state: 'silent' }
  /** Somebody else's, or an engine of another checkout: never touched. */
  | { readonly state: 'foreign'; readonly what: string }
  /** Ours, not yet able to serve. */
  | { readonly state: 'starting'; readonly why: string }
  | { readonly state: 'ours'; readonly version: string; readonly pid: number | undefined };

/** One engine as a program of this machine, with its data in a folder of this checkout. */
export interface NativeEngine {
  readonly name: EngineName;
  /** Which of the recorded ports are its own; the first is the one that clients use. */
  readonly portNames: readonly (keyof Ports)[];
  /** How long a start may take before it counts as failed. */
  readonly readySeconds: number;
  /** The folder with its configuration and data. */
  readonly folder: string;
  /** Asks whoever listens at the port; an engine is ours when it keeps its data in our folder. */
  readonly probe: (ports: Ports) => Promise<Probe>;
  /** Fetches, creates and configures what a start needs. Safe to repeat. */
  readonly prepare: (ports: Ports, tools: Tools, log: Log) => Promise<Launch>;
}

/** Where an engine's output goes. The folder stays root's: the engine writes through an open file. */
export function logFile(layout: Layout, name: EngineName): string {
  return `${layout.data}/logs/${name}.log`;
}

/** Whether a question failed because nobody listens at the port, as the drivers and `fetch` tell it. */
export function isRefused(error: unknown): boolean {
  const reasons = error instanceof Error ? [error, error.cause] : [];
  return reasons.some((one) => one instanceof Error && 'code' in one && one.code === 'ECONNREFUSED');
}
