import { access, rm, writeFile } from 'node:fs/promises';
import type { Log } from './engine.ts';
import { findProgram, run } from './run.ts';

const POLICY = '/usr/sbin/policy-rc.d';

/** Newest first; the first that apt knows is taken. */
const JDK_PACKAGES = ['openjdk-25-jdk-headless', 'openjdk-21-jdk-headless'];

/** Packages without the service scripts of the full ones: nothing is started, and less is installed. */
const LEAN_PACKAGES = new Map([['mariadb-server', ['mariadb-server-core', 'mariadb-client-core']]]);

/** apt-get as root, the one case in which we install ourselves; `undefined` elsewhere. */
export async function findApt(path: string): Promise<string | undefined> {
  return process.getuid?.() === 0 ? findProgram(['apt-get'], path) : undefined;
}

/** Brings apt's lists up to date, so that what it offers can be asked. */
export async function updateLists(log: Log): Promise<void> {
  log('apt-get update');
  await run('apt-get', ['update', '-q'], { timeoutMs: 300_000 });
}

/** A package with a JDK that is new enough, if apt offers one. */
export async function findJdkPackage(): Promise<string | undefined> {
  for (const name of JDK_PACKAGES) {
    const answer = await run('apt-cache', ['policy', name]);
    if (/Candidate: \d/.test(answer.stdout)) {
      return name;
    }
  }
  return undefined;
}

/**
 * Installs packages with apt-get, without letting their own services start: this project runs private instances.
 * @returns what apt-get said when it failed, `undefined` when all is installed
 */
export async function installPackages(
  names: readonly string[],
  log: Log,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const packages = names.flatMap((name) => LEAN_PACKAGES.get(name) ?? name);
  log(`apt-get install --no-install-recommends ${packages.join(' ')} (their own services are not started)`);
  const answer = await withoutServices(() =>
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages], {
      env: { ...variables, DEBIAN_FRONTEND: 'noninteractive' },
      timeoutMs: 900_000,
    }),
  );
  return answer.code === 0 ? undefined : `apt-get failed: ${answer.stderr.trim().split('\n').slice(-5).join('\n')}`;
}

// Debian asks this script before it starts a service; 101 is "not allowed". One that is there already is left as it is.
async function withoutServices<T>(work: () => Promise<T>): Promise<T> {
  const present = await access(POLICY).then(
    () => true,
    () => false,
  );
  if (present) {
    return work();
  }
  await writeFile(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    await rm(POLICY, { force: true });
  }
}
