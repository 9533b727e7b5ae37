import type { Service } from '../src/compose.ts';
import { loadConfig } from '../src/config.ts';
import { silentLogger } from './import/silent-logger.ts';
import { withEngines } from './stack/with-engines.ts';

/**
 * Runs `work` on a composed service that serves nobody, whether one is running or not, and stops it in the end.
 * @param work prepares it (`service.prepare()`) when it is ready to be interrupted
 */
export async function withService<T>(purpose: string, work: (service: Service) => Promise<T>): Promise<T> {
  const config = loadConfig(await withEngines(purpose));
  // Loaded here, since it takes a second or two, which help and wrong arguments need not wait for.
  const { compose } = await import('../src/compose.ts');
  const service = compose({ ...config, role: 'api' }, silentLogger());
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}
