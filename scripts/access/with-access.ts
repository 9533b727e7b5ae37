import type { Access } from '../../src/access/port.ts';
import { RefusedError } from '../../src/kernel/errors.ts';
import { ArgumentError } from '../stack/command.ts';
import { withService } from '../with-service.ts';

/** Runs `work` on the access room of a composed service, whether a service runs or not. @throws ArgumentError for what is refused */
export function withAccess<T>(purpose: string, work: (access: Access) => Promise<T>): Promise<T> {
  return withService(purpose, async (service) => {
    try {
      await service.prepare();
      return await work(service.access);
    } catch (error) {
      throw error instanceof RefusedError ? new ArgumentError(error.message, { cause: error }) : error;
    }
  });
}
