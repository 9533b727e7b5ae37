import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefused, type NativeEngine, type Probe } from './engine.ts';
import { giveTo } from './files.ts';
import type { Layout } from './layout.ts';
import { redisField } from './versions.ts';
import { withRedis } from './with-redis.ts';

/** A private Redis on the loopback address that keeps nothing: it only wakes workers, what it loses is found by a poll. */
export function redisEngine(layout: Layout): NativeEngine {
  const folder = join(layout.data, 'redis');
  return {
    name: 'redis',
    portNames: ['redis'],
    readySeconds: 30,
    folder,
    probe: (ports) => probe(`redis://127.0.0.1:${ports.redis.toString()}`, folder),
    prepare: async (ports, { redis: server, path }, log) => {
      await mkdir(folder, { recursive: true });
      const config = join(folder, 'redis.conf');
      await writeFile(config, settings(folder, ports.redis));
      await giveTo(layout.engineUid, folder);
      log(`redis: starting on port ${ports.redis.toString()}`);
      return { command: server, args: [config], cwd: folder, uid: layout.engineUid, env: { PATH: path, HOME: folder } };
    },
  };
}

function settings(folder: string, port: number): string {
  return `# written at every start by scripts/stack; changes here are lost
bind 127.0.0.1
port ${port.toString()}
daemonize no
dir ${JSON.stringify(folder)}
appendonly no
save ""
`;
}

async function probe(address: string, folder: string): Promise<Probe> {
  try {
    return await withRedis(address, async (redis) => {
      const [dir, info] = await Promise.all([redis.config('GET', 'dir'), redis.info('server')]);
      const stored: unknown = Array.isArray(dir) ? dir[1] : undefined;
      if (stored !== folder && stored !== (await realpath(folder).catch(() => folder))) {
        return { state: 'foreign', what: 'another Redis' };
      }
      const pid = Number(redisField(info, 'process_id'));
      return { state: 'ours', version: redisField(info, 'redis_version') ?? 'unknown', pid: pid > 1 ? pid : undefined };
    });
  } catch (error) {
    return isRefused(error) ? { state: 'silent' } : { state: 'foreign', what: 'another program' };
  }
}
