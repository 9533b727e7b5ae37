import { expect } from 'chai';
import { BackgroundWork } from '../../src/kernel/background-work.ts';

const never = 3_600_000;

describe('background work', () => {
  it('is looked for once in its time', () => {
    const seldom = new BackgroundWork(never);
    expect([seldom.mayLook(), seldom.mayLook()]).to.deep.equal([true, false]);
    const always = new BackgroundWork(0);
    expect([always.mayLook(), always.mayLook()]).to.deep.equal([true, true]);
  });

  it('is not looked for while some is at hand, and again once that has ended', async () => {
    const background = new BackgroundWork(0);
    const { promise, resolve } = Promise.withResolvers<undefined>();
    background.begin(() => promise);
    expect(background.mayLook()).to.equal(false);
    resolve(undefined);
    await promise;
    await new Promise(setImmediate);
    expect(background.mayLook()).to.equal(true);
  });

  it('ends by its signal, is waited for, and is never looked for again', async () => {
    const background = new BackgroundWork(0);
    let ended = false;
    background.begin(
      () =>
        new Promise((resolve) => {
          background.signal.addEventListener('abort', () => {
            setImmediate(() => {
              ended = true;
              resolve();
            });
          });
        }),
    );
    await background.stop();
    expect(ended).to.equal(true);
    expect(background.mayLook()).to.equal(false);
  });

  it('stops when there is none', async () => {
    const background = new BackgroundWork(0);
    await background.stop();
    expect(background.mayLook()).to.equal(false);
  });
});
