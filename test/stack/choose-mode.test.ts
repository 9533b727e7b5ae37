import { expect } from 'chai';
import { chooseMode } from '../../scripts/stack/choose-mode.ts';
import type { StackMode } from '../../scripts/stack/environment.ts';

describe('choice of engines', () => {
  const none = { stack: undefined, opensearchUrl: undefined, databaseUrl: undefined, redisUrl: undefined };
  const given = {
    ...none,
    opensearchUrl: 'http://search:9200',
    databaseUrl: 'mysql://u:p@db/x',
    redisUrl: 'redis://r',
  };
  const containers = (): Promise<undefined> => Promise.resolve(undefined);
  const noContainers = (): Promise<string> => Promise.resolve('`docker info` fails');
  const notAsked = (): Promise<never> => Promise.reject(new Error('docker was asked'));

  async function failure(choice: Promise<unknown>): Promise<string> {
    return choice.then(
      () => 'no failure',
      (error: unknown) => (error as Error).message,
    );
  }

  it('takes the addresses in the environment first, without asking docker', async () => {
    expect((await chooseMode(given, undefined, notAsked)).mode).to.equal('env');
    expect((await chooseMode(given, 'native', notAsked)).mode).to.equal('env');
  });

  it('takes containers when they work and programs when they do not, and says why', async () => {
    expect((await chooseMode(none, undefined, containers)).mode).to.equal('compose');
    const native = await chooseMode(none, undefined, noContainers);
    expect(native.mode).to.equal('native');
    expect(native.why).to.include('docker info');
  });

  it('asks for the engines that are not given', async () => {
    const partly = { ...given, redisUrl: undefined };
    expect((await chooseMode(partly, undefined, containers)).mode).to.equal('compose');
    expect((await chooseMode(partly, undefined, noContainers)).mode).to.equal('native');
  });

  it('stays with what a checkout used before, where its data are', async () => {
    expect((await chooseMode(none, 'native', notAsked)).mode).to.equal('native');
    expect((await chooseMode(none, 'compose', containers)).mode).to.equal('compose');
    expect((await chooseMode(none, 'compose', noContainers)).mode).to.equal('native');
  });

  it('does what STACK says', async () => {
    const choices: [string, StackMode][] = [
      ['native', 'native'],
      ['compose', 'compose'],
      ['env', 'env'],
    ];
    for (const [stack, mode] of choices) {
      expect((await chooseMode({ ...given, stack }, 'native', containers)).mode).to.equal(mode);
    }
  });

  it('refuses what STACK asks for when it cannot be had', async () => {
    expect(await failure(chooseMode({ ...none, stack: 'compose' }, undefined, noContainers))).to.include('docker info');
    expect(
      await failure(chooseMode({ ...given, redisUrl: undefined, stack: 'env' }, undefined, containers)),
    ).to.include('REDIS_URL');
    expect(await failure(chooseMode({ ...none, stack: 'podman' }, undefined, containers))).to.include(
      'env, compose, native',
    );
  });
});
