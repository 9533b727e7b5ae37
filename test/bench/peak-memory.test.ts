import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { parsePeakMemory, readPeakMemory, watchPeakMemory } from '../../scripts/bench/peak-memory.ts';

describe('bench: peak memory', () => {
  it('reads the high-water mark, not what a process has now', () => {
    expect(parsePeakMemory('Name:\tnode\nVmPeak:\t 999999 kB\nVmHWM:\t  524800 kB\nVmRSS:\t  102400 kB\n')).to.equal(
      512.5,
    );
  });

  it('knows nothing where the system does not tell', () => {
    expect(parsePeakMemory('Name:\tkthreadd\n')).to.equal(null);
    expect(readPeakMemory(2 ** 30)).to.equal(null);
  });

  it('keeps the last reading of a process, in MB', () => {
    const memory = watchPeakMemory(process.pid).stop();
    if (existsSync('/proc/self/status')) {
      expect(memory).to.be.within(20, 20_000);
    } else {
      expect(memory).to.equal(null);
    }
  });
});
