import { expect } from 'chai';
import { BesideAnswers } from '../../../src/inclusion/decide/beside-answers.ts';
import { UnavailableError } from '../../../src/kernel/errors.ts';
import type { Logger } from '../../../src/kernel/log.ts';

/** Turns that end when the test says so. */
class Turns {
  readonly begun: { end: (how?: { more?: boolean; error?: Error }) => void }[] = [];

  begin(): Promise<{ more: boolean }> {
    return new Promise((resolve, reject) => {
      this.begun.push({
        end: ({ more = false, error } = {}) => {
          if (error === undefined) {
            resolve({ more });
          } else {
            reject(error);
          }
        },
      });
    });
  }
}

describe('what is done beside the answers', () => {
  let turns: Turns;
  let beside: BesideAnswers;
  let told: string[];

  beforeEach(() => {
    turns = new Turns();
    told = [];
    const tell =
      (level: string) =>
      (_: object, message: string): void => {
        told.push(`${level}: ${message}`);
      };
    const logger: Logger = {
      debug: tell('debug'),
      info: tell('info'),
      warn: tell('warn'),
      error: tell('error'),
      child: () => logger,
    };
    beside = new BesideAnswers({ name: 'something', work: () => turns.begin(), logger });
  });

  it('begins at once, and once for all who ask while it is at work: they wait for what was there before they asked', async () => {
    const ended: string[] = [];
    const wait = (name: string): Promise<number> => beside.wake().then(() => ended.push(name));
    const first = wait('first');
    expect(turns.begun).to.have.length(1);
    const others = [wait('second'), wait('third')];
    expect(turns.begun).to.have.length(1);
    turns.begun[0]?.end();
    await first;
    expect(ended).to.deep.equal(['first']);
    await Promise.resolve();
    expect(turns.begun).to.have.length(2);
    turns.begun[1]?.end();
    await Promise.all(others);
    expect(ended).to.deep.equal(['first', 'second', 'third']);
    await beside.idle();
    expect(turns.begun).to.have.length(2);
  });

  it('lets somebody wait for what was asked for by now, however much is asked for meanwhile', async () => {
    void beside.wake();
    void beside.wake();
    const asked = beside.asked();
    turns.begun[0]?.end();
    while (turns.begun.length < 2) {
      await Promise.resolve();
    }
    void beside.wake();
    turns.begun[1]?.end();
    await asked;
    while (turns.begun.length < 3) {
      await Promise.resolve();
    }
    turns.begun[2]?.end();
    await beside.idle();
  });

  it('tells those who wait after one turn, and goes on by itself while there is more', async () => {
    const woken = beside.wake();
    turns.begun[0]?.end({ more: true });
    await woken;
    expect(turns.begun).to.have.length(2);
    let isIdle = false;
    const idle = beside.idle().then(() => (isIdle = true));
    turns.begun[1]?.end({ more: true });
    while (turns.begun.length < 3) {
      await Promise.resolve();
    }
    expect(isIdle).to.equal(false);
    turns.begun[2]?.end();
    await idle;
  });

  it('does not fail: what it could not do is told, and the next one begins anew', async () => {
    const away = beside.wake();
    turns.begun[0]?.end({ error: new UnavailableError('mysql', 'away') });
    await away;
    const broken = beside.wake();
    turns.begun[1]?.end({ error: new Error('a fault of ours') });
    await broken;
    expect(told).to.deep.equal(['warn: something left to the workers', 'error: something left to the workers']);
    await beside.idle();
  });
});
