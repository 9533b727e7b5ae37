import { expect } from 'chai';
import { Latest } from '../../../src/pages/browser/latest.ts';

describe('the latest question', () => {
  it('is the only one whose answer is seen, also when an earlier one cannot be broken off', async () => {
    const latest = new Latest();
    const first = Promise.withResolvers<string>();
    const second = Promise.withResolvers<string>();
    const signals: AbortSignal[] = [];
    const ask = (answer: Promise<string>) =>
      latest.run((signal) => {
        signals.push(signal);
        return answer;
      });
    const asked = [ask(first.promise), ask(second.promise)];
    second.resolve('second');
    first.resolve('first');
    expect(await Promise.all(asked)).to.deep.equal([undefined, 'second']);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, false]);
  });

  it('fails as it fails, and not when it was broken off', async () => {
    const latest = new Latest();
    const failed = await latest.run(() => Promise.reject(new Error('broken'))).catch((error: unknown) => error);
    expect((failed as Error).message).to.equal('broken');
    const hung = Promise.withResolvers<string>();
    const run = latest.run(() => hung.promise);
    latest.stop();
    hung.reject(new Error('aborted'));
    expect(await run).to.equal(undefined);
  });
});
