import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { composeInvocation, composeServices } from './compose.ts';
import { logFile, type EngineName } from './engine.ts';
import { readMode } from './ensure-stack.ts';
import type { StackEnvironment } from './environment.ts';
import type { Layout } from './layout.ts';
import { readPassword } from './password.ts';
import { readPorts } from './ports.ts';

/**
 * Prints the engines' logs to our own output; with `follow` goes on until Ctrl-C.
 * @returns the exit code: 1 when there is no log yet
 */
export async function showLogs(
  layout: Layout,
  environment: StackEnvironment,
  names: readonly EngineName[],
  follow: boolean,
): Promise<number> {
  if ((await readMode(layout)) === 'compose') {
    const { args, variables } = composeInvocation(layout, await readPorts(layout.local), await readPassword(layout));
    const more = ['logs', '--tail', '200', ...(follow ? ['--follow'] : []), ...composeServices(names)];
    return pass('docker', [...args, ...more], { ...environment.variables, ...variables });
  }
  const files: string[] = [];
  for (const name of names) {
    const file = logFile(layout, name);
    const present = await access(file).then(
      () => true,
      () => false,
    );
    files.push(...(present ? [file] : []));
  }
  if (files.length === 0) {
    process.stderr.write('no log yet: the engines have not been started as programs of this machine\n');
    return 1;
  }
  return pass('tail', ['-n', '200', ...(follow ? ['-F'] : []), ...files], environment.variables);
}

function pass(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    child.once('error', reject);
    // Ctrl-C is how following ends, so that is no failure.
    child.once('close', (code, signal) => {
      resolve(signal === 'SIGINT' ? 0 : (code ?? 1));
    });
  });
}
