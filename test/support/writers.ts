import type { Customers } from '../../src/kernel/customers.ts';
import { ForbiddenError } from '../../src/kernel/errors.ts';
import type { Writer } from '../../src/inclusion/port.ts';

/** Who writes in tests that have no HTTP before the port. */
export const author = { name: 'user:tester', requestId: null };

/** A writer who may write for these customers only. */
export function writerFor(customers: Customers, name = 'user:tester'): Writer {
  const may = (customer: string): boolean => customers === 'every' || customers.has(customer);
  return {
    author: { name, requestId: null },
    assertMay: (customer) => {
      if (!may(customer)) {
        throw new ForbiddenError(`not for ${customer}`);
      }
    },
    covers: (all) => all.every(may),
  };
}

export const operator = writerFor('every');
