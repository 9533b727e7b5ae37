import { NotFoundError, RefusedError } from '../../src/kernel/errors.ts';
import { ArgumentError } from '../stack/command.ts';

/** Runs `work`. @throws ArgumentError, with every fault on a line of its own, for what is refused or not there */
export async function withRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) {
      const lines = error.faults.map(({ pointer, detail }) => `${pointer === '' ? '' : `${pointer}: `}${detail}`);
      throw new ArgumentError(lines.join('\n') || error.message, { cause: error });
    }
    throw error instanceof NotFoundError ? new ArgumentError(error.message, { cause: error }) : error;
  }
}
