import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The unprivileged user and group which the engines run as when we are root. No passwd entry is needed. */
const ENGINE_UID = 9200;

/** Where this checkout keeps what belongs to it. */
export interface Layout {
  readonly checkout: string;
  /** Names this checkout in a cluster's name, a compose project and a data folder outside it. */
  readonly hash: string;
  /** `.local` of the checkout: ports, locks, records, logs of the service. */
  readonly local: string;
  /** Data, logs and programs of the native engines: `local`, or a folder of its own when they could not enter it. */
  readonly data: string;
  /** Set when the engines must run as somebody else than we are. */
  readonly engineUid: number | undefined;
}

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** Works out the folders of this checkout; creates nothing. */
export async function findLayout(): Promise<Layout> {
  const hash = checkoutHash(CHECKOUT);
  const local = join(CHECKOUT, '.local');
  const isRoot = process.getuid?.() === 0;
  const outside = isRoot && !(await isTraversable(CHECKOUT));
  return {
    checkout: CHECKOUT,
    hash,
    local,
    data: outside ? join('/var/lib/percolog', hash) : local,
    engineUid: isRoot ? ENGINE_UID : undefined,
  };
}

/** Eight characters that tell one checkout from another on the same machine. */
export function checkoutHash(checkout: string): string {
  return createHash('sha256').update(checkout).digest('hex').slice(0, 8);
}

/** Whether a user who is neither owner nor in the group may walk into the folder: every parent must let others pass. */
export async function isTraversable(folder: string): Promise<boolean> {
  for (let current = folder; ; current = dirname(current)) {
    const { mode } = await stat(current);
    if ((mode & 0o001) === 0) {
      return false;
    }
    if (current === dirname(current)) {
      return true;
    }
  }
}
