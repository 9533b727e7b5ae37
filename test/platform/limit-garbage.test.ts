import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

const module = fileURLToPath(new URL('../../src/platform/memory/limit-garbage.ts', import.meta.url));

/**
 * Keeps much, and a ring of what is thrown away a while after it was made, as work in bulk does; most of it is old by then. Prints how much
 * larger than what it keeps the old generation was at its largest, with `held` or without the limit.
 */
const program = `
  import { getHeapSpaceStatistics } from 'node:v8';
  if (process.argv[1] === 'held') {
    (await import(${JSON.stringify(module)})).limitGarbage();
  }
  const old = () => getHeapSpaceStatistics().find((space) => space.space_name === 'old_space').space_used_size;
  const kept = Array.from({ length: 300_000 }, (_, index) => ({ index, list: [index, index] }));
  globalThis.gc();
  const least = old();
  const ring = Array.from({ length: 50_000 });
  let most = 0;
  for (let index = 0; index < 3_000_000; index += 1) {
    ring[index % ring.length] = { index, list: [index, index, index] };
    if (index % 50_000 === 0) {
      most = Math.max(most, old());
    }
  }
  console.log(most / least, kept.length);
`;

async function growth(limit: 'held' | 'free'): Promise<number> {
  // Beside the program, marking would be as late as the machine is busy: here it is between two of its steps.
  const flags = [
    '--disable-warning=ExperimentalWarning',
    '--expose-gc',
    '--max-semi-space-size=2',
    '--single-threaded-gc',
  ];
  const args = [...flags, '--input-type=module', '--eval', program, limit];
  return parseFloat((await promisify(execFile)(process.execPath, args)).stdout);
}

describe('the limit of garbage', function () {
  this.timeout(60_000);

  it('takes effect in a process that runs already: much less of it is kept', async () => {
    const held = await growth('held');
    expect(held).to.be.greaterThan(1);
    expect(held).to.be.lessThan(4.5);
    expect(await growth('free'), 'without it').to.be.greaterThan(held + 2);
  });
});
