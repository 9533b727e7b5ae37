import { spawn } from 'node:child_process';
import path from 'node:path';
import type { ChaosPlan } from './chaos-writer.ts';
import type { TestStores } from './service.ts';

const writer = path.resolve(import.meta.dirname, 'chaos-writer.ts');

/** Runs a writer process until it ends, or kills itself. @returns the step at which it did */
export function runChaosWriter(stores: TestStores, plan: ChaosPlan): Promise<{ killedAt?: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer], {
      env: stores.environment,
      stdio: 'pipe',
    });
    child.stdin.end(JSON.stringify(plan));
    let said = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') {
        resolve({ killedAt: said.trim().split('\n').at(-1) ?? '' });
      } else if (code === 0) {
        resolve({});
      } else {
        reject(new Error(`seed ${String(plan.seed)}: the writer ended with ${String(code)}: ${errors}`));
      }
    });
  });
}
