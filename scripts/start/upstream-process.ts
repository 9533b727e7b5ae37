import { spawn, type ChildProcess } from 'node:child_process';
import { access, mkdir, open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** It has nothing to finish. */
const STOP_MS = 2_000;

/**
 * The stand-in for upstream beside the service, over the sample that this checkout was loaded with; over nothing where the data are
 * somebody's own.
 */
export class UpstreamProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
  }

  /** Starts `scripts/upstream.ts`; its log is `.local/upstream/log`. It ends with us, also when we are killed. */
  static async start(root: string, local: string, port: number): Promise<UpstreamProcess> {
    const folder = join(local, 'upstream');
    await mkdir(folder, { recursive: true });
    if (!(await isThere(contentOf(folder)))) {
      await writeFile(contentOf(folder), '');
    }
    const log = await open(join(folder, 'log'), 'w');
    try {
      const script = join(root, 'scripts/upstream.ts');
      const args = ['--corpus', folder, '--port', port.toString(), '--attached'];
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
        cwd: root,
        // A group of its own, so that Ctrl-C reaches the service first.
        detached: true,
        stdio: ['pipe', log.fd, log.fd],
      });
      await new Promise((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      return new UpstreamProcess(child);
    } finally {
      await log.close();
    }
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** The sample's content is what upstream has from now on. */
export async function keepForUpstream(local: string, file: string): Promise<void> {
  const folder = join(local, 'upstream');
  await mkdir(folder, { recursive: true });
  await rename(file, contentOf(folder));
}

function contentOf(folder: string): string {
  return join(folder, 'content.jsonl');
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
