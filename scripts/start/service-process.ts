import { spawn, type ChildProcess } from 'node:child_process';
import { open, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tail } from '../stack/files.ts';

/** Migrations and indices are made before the service is ready; on a slow disk that takes its time. */
const READY_MS = 120_000;

/** The service drains within 8 s by itself (`DRAIN_SECONDS`); after this it is killed. */
const STOP_MS = 10_000;

/** The service as a child process: started, watched, stopped. */
export class ServiceProcess {
  readonly pid: number;
  /** Resolves with the exit code when the process ends, for whatever reason. */
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  readonly #logFile: string | undefined;
  #exitCode: number | undefined;

  private constructor(child: ChildProcess, pid: number, logFile: string | undefined) {
    this.#child = child;
    this.pid = pid;
    this.#logFile = logFile;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => {
        this.#exitCode = code ?? 1;
        resolve(this.#exitCode);
      });
    });
  }

  /**
   * Starts `src/main.ts`.
   * @param logFile where its log goes, the one before kept beside it; our own output when `undefined`
   */
  static async start(
    root: string,
    env: Readonly<Record<string, string | undefined>>,
    logFile: string | undefined,
  ): Promise<ServiceProcess> {
    const output = logFile === undefined ? undefined : await openLog(logFile);
    try {
      const stream = output?.fd ?? 'inherit';
      const args = ['--disable-warning=ExperimentalWarning', join(root, 'src/main.ts')];
      // A group of its own, so that Ctrl-C reaches it once, through us, and not twice.
      const child = spawn(process.execPath, args, {
        cwd: root,
        env,
        detached: true,
        stdio: ['ignore', stream, stream],
      });
      await new Promise((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      return new ServiceProcess(child, child.pid ?? 0, logFile);
    } finally {
      await output?.close();
    }
  }

  /**
   * Waits until the service says it can serve.
   * @throws Error with the end of its log when it ends before, or is not ready in time
   */
  async ready(base: string, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + READY_MS;
    while (!(await isReady(base))) {
      signal.throwIfAborted();
      if (this.#exitCode !== undefined) {
        throw new Error(await this.#complaint('ended before it was ready'));
      }
      if (performance.now() > deadline) {
        throw new Error(await this.#complaint(`was not ready after ${(READY_MS / 1000).toString()} s`));
      }
      await pause(50);
    }
  }

  get isRunning(): boolean {
    return this.#exitCode === undefined;
  }

  /** Asks it to drain and end, and kills it when that takes too long. */
  async stop(): Promise<'ended' | 'killed'> {
    this.#child.kill('SIGTERM');
    const timer = new AbortController();
    const late = pause(STOP_MS, 'late', { signal: timer.signal }).catch(() => 'cancelled');
    const first = await Promise.race([this.ended, late]);
    timer.abort();
    if (first !== 'late') {
      return 'ended';
    }
    this.#child.kill('SIGKILL');
    await this.ended;
    return 'killed';
  }

  /** What to tell when it ended although nobody asked it to. */
  async describeEnd(): Promise<string> {
    return this.#complaint(`ended by itself (code ${(this.#exitCode ?? 1).toString()})`);
  }

  async #complaint(what: string): Promise<string> {
    if (this.#logFile === undefined) {
      return `the service ${what}; its log is above`;
    }
    const lines = await tail(this.#logFile, 30);
    return [`the service ${what}. The end of ${this.#logFile}:`, ...lines.map((line) => `  | ${line}`)].join('\n');
  }
}

async function openLog(path: string): Promise<Awaited<ReturnType<typeof open>>> {
  await mkdir(dirname(path), { recursive: true });
  await rename(path, `${path}.before`).catch(() => undefined);
  return open(path, 'a');
}

async function isReady(base: string): Promise<boolean> {
  return fetch(`${base}/health/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    async (answer) => {
      await answer.body?.cancel();
      return answer.ok;
    },
    () => false,
  );
}
