import { join } from 'node:path';
import type { Log } from './engine.ts';
import type { StackEnvironment } from './environment.ts';
import type { Layout } from './layout.ts';
import { withLock } from './lock.ts';
import { onlyOffered, type Missing } from './missing.ts';
import { findApt, findOffered, installPackages, updateLists } from './packages.ts';

/** What is still missing, each with the package that apt has for it, and why an installation failed. */
export interface StillMissing {
  readonly missing: readonly Missing[];
  readonly reason: string | undefined;
}

/**
 * As root on Debian or Ubuntu, installs what apt has of the things that are missing. Elsewhere nothing is changed.
 * @param list looks what is missing now
 */
export async function installMissing(
  list: () => Promise<Missing[]>,
  layout: Layout,
  environment: StackEnvironment,
  log: Log,
): Promise<StillMissing> {
  const missing = await list();
  if (missing.length === 0) {
    return { missing, reason: undefined };
  }
  if ((await findApt(environment.path)) === undefined) {
    const offered = await findOffered(packagesOf(missing), environment);
    // Nothing at all is what apt says as long as it has no lists.
    return { missing: offered.size === 0 ? missing : onlyOffered(missing, offered), reason: undefined };
  }
  // One after the other: apt-get does not wait for its lists, and what forbids services must not be taken away meanwhile.
  return withLock(join(layout.local, 'apt.lock'), tellOther(log), async () => {
    await updateLists(log);
    const offered = await findOffered(packagesOf(missing), environment);
    const packages = packagesOf(onlyOffered(missing, offered));
    const reason = packages.length === 0 ? undefined : await installPackages(packages, log, environment.variables);
    const still = await list();
    // A package that is installed and does not mend it is no use.
    return { missing: onlyOffered(still, reason === undefined ? new Set() : offered), reason };
  });
}

function packagesOf(missing: readonly Missing[]): string[] {
  return missing.flatMap(({ apt }) => apt);
}

/** The engines and the tools of the tests may wait for each other in one process, which is nothing to tell. */
function tellOther(log: Log): (pid: number) => void {
  return (pid) => {
    if (pid !== process.pid) {
      log(`waiting for process ${pid.toString()}, which installs packages`);
    }
  };
}
