import type { Access } from '../../src/access/port.ts';
import { loadConfig } from '../../src/config.ts';
import { RefusedError } from '../../src/kernel/errors.ts';
import { silentLogger } from '../import/silent-logger.ts';
import { ArgumentError } from '../stack/command.ts';
import { withEngines } from '../stack/with-engines.ts';

/** Runs `work` on the access room of a composed service, whether a service runs or not. @throws ArgumentError for what is refused */
export async function withAccess<T>(purpose: string, work: (access: Access) => Promise<T>): Promise<T> {
  const config = loadConfig(await withEngines(purpose));
  // Loaded here, since it takes a second or two, which help and wrong arguments need not wait for.
  const { compose } = await import('../../src/compose.ts');
  const service = compose({ ...config, role: 'api' }, silentLogger());
  try {
    await service.prepare();
    return await work(service.access);
  } catch (error) {
    throw error instanceof RefusedError ? new ArgumentError(error.message, { cause: error }) : error;
  } finally {
    await service.stop();
  }
}
