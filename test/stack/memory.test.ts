import { expect } from 'chai';
import { planMemory } from '../../scripts/stack/memory.ts';

describe('memory of the engines', () => {
  const gb = 1024 ** 3;

  const cases: readonly [free: number, heapMb: number, bufferPoolMb: number][] = [
    [0.5 * gb, 512, 256],
    [6 * gb - 1, 512, 256],
    [6 * gb, 1024, 512],
    [12 * gb - 1, 1024, 512],
    [12 * gb, 2048, 1024],
    [256 * gb, 2048, 1024],
  ];

  for (const [free, heapMb, bufferPoolMb] of cases) {
    it(`is ${heapMb.toString()} MB of heap with ${(free / gb).toFixed(1)} GB free`, () => {
      expect(planMemory(free)).to.deep.equal({ heapMb, bufferPoolMb });
    });
  }
});
