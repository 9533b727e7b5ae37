import { access, rm, writeFile } from 'node:fs/promises';
import type { Log } from './engine.ts';
import type { StackEnvironment } from './environment.ts';
import { findProgram, run } from './run.ts';

const POLICY = '/usr/sbin/policy-rc.d';

/** Packages without the service scripts of the full ones: nothing is started, and less is installed. */
const LEAN_PACKAGES = new Map([['mariadb-server', ['mariadb-server-core', 'mariadb-client-core']]]);

/** Services that come with packages and would be started at the next boot. */
const SERVICES = new Map([
  ['redis-server', 'redis-server.service'],
  ['prometheus', 'prometheus.service'],
]);

/** apt-get as root, the one case in which we install ourselves; `undefined` elsewhere. */
export async function findApt(path: string): Promise<string | undefined> {
  return process.getuid?.() === 0 ? findProgram(['apt-get'], path) : undefined;
}

/** Brings apt's lists up to date, so that what it offers can be asked. */
export async function updateLists(log: Log): Promise<void> {
  log('apt-get update');
  await run('apt-get', ['update', '-q'], { timeoutMs: 300_000 });
}

/** Which of the packages apt offers: none where there is no apt, or its lists are empty. */
export async function findOffered(
  names: readonly string[],
  { variables }: StackEnvironment,
): Promise<ReadonlySet<string>> {
  const answer = await run('apt-cache', ['policy', ...names], { env: { ...variables, LC_ALL: 'C' } });
  return parseOffers(answer.stdout);
}

/** The packages that have a candidate in what `apt-cache policy NAME …` prints. */
export function parseOffers(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (?!\(none\))/gm)].flatMap(([, name]) => name ?? []),
  );
}

/**
 * Installs packages with apt-get, without letting their own services start, now or later: this project runs private
 * instances.
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
  for (const service of names.flatMap((name) => SERVICES.get(name) ?? [])) {
    // Where there is no systemd there is nothing to disable.
    await run('systemctl', ['disable', '--quiet', service], { timeoutMs: 30_000 });
  }
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
