import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { parseProcessorTime, readProcessorTime, watchProcessorTime } from '../../scripts/bench/processor-time.ts';

describe('bench: processor time', () => {
  it('adds up what was spent in the program and for it, whatever the program is called', () => {
    const stat = '4242 (a (odd) name) S 1 4242 4242 0 -1 4194304 100 0 0 0 1234 66 5 6 20 0 11 0 900 0 0\n';
    expect(parseProcessorTime(stat)).to.equal(13);
  });

  it('knows nothing where the system does not tell', () => {
    expect(parseProcessorTime('')).to.equal(null);
    expect(readProcessorTime(2 ** 30)).to.equal(null);
  });

  it('keeps the last reading of a process, in seconds', () => {
    const seconds = watchProcessorTime(process.pid).stop();
    if (existsSync('/proc/self/stat')) {
      expect(seconds).to.be.within(0.01, process.uptime() * 100);
    } else {
      expect(seconds).to.equal(null);
    }
  });
});
