import { expect } from 'chai';
import type { Service } from '../../src/compose.ts';
import type { RebuildOptions } from '../../src/kernel/rebuild/models.ts';
import type { Step, StepName } from '../../src/kernel/steps.ts';
import { Random } from '../oracle/random.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { diesAt } from '../support/gate.ts';
import { passDeadline } from '../support/registrations.ts';
import { RestlessWriters } from '../support/restless-writers.ts';
import { eventually, makeService, makeStores, type TestService, type TestStores } from '../support/service.ts';

const at = Date.UTC(2026, 10, 20);

/** The clock of every service on these stores. */
export const now = (): number => at;

/** Of every rebuild of these tests, whichever way it goes. */
export const options: Omit<RebuildOptions, 'how'> = { keep: 1, sample: 20, acceptDifferences: false };

/** Stores with a service on them, and writers that go on while an index is rebuilt. */
export class RestlessWorld {
  readonly stores: TestStores;
  readonly service: TestService;
  readonly writers: RestlessWriters;
  /** Draws the same writes again. */
  readonly told: string;

  private constructor(service: TestService, random: Random) {
    this.stores = service.stores;
    this.service = service;
    this.writers = new RestlessWriters(service, { random, now: at });
    this.told = `SEED=${String(random.seed)}`;
  }

  static async open(): Promise<RestlessWorld> {
    const random = new Random(process.env['SEED'] === undefined ? undefined : Number(process.env['SEED']));
    const stores = await makeStores({ DATABASE_CONNECTIONS: '6' });
    const world = new RestlessWorld(await makeService({ stores, now }), random);
    await world.writers.seed();
    return world;
  }

  /** A builder whose process dies at a step; nobody waits for its deadline. */
  async dieAt<Builder extends Pick<Service, 'stop'>>(
    name: StepName,
    make: (step: Step) => Builder | Promise<Builder>,
    build: (builder: Builder) => Promise<unknown>,
  ): Promise<void> {
    const death = diesAt(name);
    const builder = await make(death.step);
    const end = build(builder);
    try {
      await Promise.race([death.died, end.then(() => Promise.reject(new Error(`it never came to ${name}`)))]);
      await passDeadline(this.stores);
    } finally {
      await builder.stop();
    }
  }

  /** Nobody writes any more, everything is decided, and no membership is lost or made up. */
  async expectDecided(): Promise<void> {
    await this.writers.stop();
    await eventually('everything decided', async () => {
      await this.service.worker.drainOnce();
      const { items, queries } = await this.service.inclusion.backlog();
      return items + queries === 0;
    });
    const { lost, extra } = await compareMembership(this.stores, at);
    expect({ lost, extra }, this.told).to.deep.equal({ lost: [], extra: [] });
  }

  async close(): Promise<void> {
    await this.writers.stop();
    await this.service.stop();
  }
}
