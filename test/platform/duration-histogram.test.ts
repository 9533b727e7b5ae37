import { expect } from 'chai';
import { Histogram, Registry } from 'prom-client';
import { DurationHistogram } from '../../src/platform/metrics/duration-histogram.ts';
import { Random } from '../oracle/random.ts';

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const options = { name: 'some_seconds', help: 'Some time' };
const labels = ['route', 'method', 'status'];

/** The lines of an exposition, in an order of their own, since only the order of buckets matters to who reads it. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line.replace(
        /\{(.*)\}/,
        (_, inner: string) =>
          `{${inner
            .split(/,(?=\w+=")/)
            .sort()
            .join(',')}}`,
      ),
    )
    .sort();
}

describe('durations', () => {
  it('are exposed as prom-client exposes the same observations', async () => {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const registry = new Registry();
    const theirs = new Histogram({ ...options, labelNames: labels, buckets, registers: [registry] });
    const ours = new DurationHistogram({ ...options, labels });
    for (let observation = 0; observation < 2_000; observation += 1) {
      const [route, method, status] = [
        random.pick(['/a', '/a/:b', 'with "quotes", \\ and\nlines']),
        random.pick(['GET', 'POST']),
        random.pick(['200', '404']),
      ];
      // On the bounds, between them, below and above all.
      const seconds = random.pick([0, ...buckets, 100, random.pick(buckets) * random.pick([0.5, 1.5])]);
      theirs.observe({ route, method, status }, seconds);
      ours.observe(seconds, route, method, status);
    }
    expect(linesOf(ours.render()), `SEED=${String(random.seed)}`).to.deep.equal(linesOf(await registry.metrics()));
  });

  it('have their buckets in rising order, ending in +Inf', () => {
    const ours = new DurationHistogram({ ...options, labels: ['one'] });
    ours.observe(0.02, 'x');
    const bounds = [...ours.render().matchAll(/le="([^"]+)"/g)].map(([, bound]) => bound);
    expect(bounds).to.deep.equal([...buckets.map(String), '+Inf']);
  });

  it('are declared before anything was observed', () => {
    const text = new DurationHistogram({ ...options, labels }).render();
    expect(text).to.equal('# HELP some_seconds Some time\n# TYPE some_seconds histogram\n');
  });
});
