import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { eventually } from './service.ts';

const mainEntry = path.resolve(import.meta.dirname, '../../src/main.ts');

/** A service in a process of its own. */
export interface ServiceProcess {
  url: string;
  child: ChildProcess;
  /** Everything it printed. */
  said: () => string;
  /** Exit code and signal, when it has ended. */
  ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  isRunning: () => boolean;
  /** Kills it if it runs. */
  kill: () => Promise<void>;
}

/** Starts `src/main.ts`, or another entry that runs the service. Nothing is waited for. */
export function startProcess(
  environment: Readonly<Record<string, string>>,
  options: { port: number; entry?: string },
): ServiceProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', options.entry ?? mainEntry], {
    env: { PATH: '/usr/bin:/bin', ...environment, PORT: String(options.port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    url: `http://127.0.0.1:${String(options.port)}`,
    child,
    said: () => said,
    ended: once(child, 'close') as ServiceProcess['ended'],
    isRunning,
    kill: async () => {
      if (isRunning()) {
        const closed = once(child, 'close');
        child.kill('SIGKILL');
        await closed;
      }
    },
  };
}

/** Waits until it is ready for requests. @throws Error with what it printed when it ends before */
export async function untilReady(service: ServiceProcess): Promise<void> {
  await eventually(
    `${service.url} is ready`,
    async () => {
      if (!service.isRunning()) {
        throw new Error(`it ended before it was ready: ${service.said()}`);
      }
      return (await fetch(`${service.url}/health/ready`).catch(() => undefined))?.status === 200;
    },
    60,
  );
}
