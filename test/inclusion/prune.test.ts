import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { Service } from '../../src/compose.ts';
import { parseJson } from '../../src/kernel/json.ts';
import { Gate } from '../support/gate.ts';
import { registrationsIn, servingIndex } from '../support/registrations.ts';
import { makeCommands, makeService, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

describe('a query that is removed while its writer is on the way', function () {
  this.timeout(60_000);
  let service: TestService;
  const others: Service[] = [];

  before(async () => {
    service = await makeService();
  });
  after(async () => {
    await Promise.all(others.map((other) => other.stop()));
    await service.stop();
  });

  for (const at of ['query:claimed', 'query:registered'] as const) {
    it(`leaves no registration, removed at ${at}`, async () => {
      const { stores, inclusion } = service;
      const gate = new Gate(at);
      const writer = makeCommands(stores, { step: gate.step });
      others.push(writer);
      const uuid = randomUUID();
      const text = JSON.stringify({ level_type: at });
      const written = write(writer, { uuid, text });
      await gate.reached(at);
      const pruned = await inclusion.pruneQueries({ apply: true, author });
      expect(pruned.map((query) => query.uuid)).to.deep.equal([uuid]);
      gate.open();
      await written;
      expect(await registrationsIn(stores, await servingIndex(stores))).to.deep.equal([]);
    });
  }

  it('leaves none in an index that is built, and left again, meanwhile', async () => {
    const { stores, inclusion } = service;
    const gate = new Gate('query:registered');
    const writer = makeCommands(stores, { step: gate.step });
    others.push(writer);
    const uuid = randomUUID();
    const text = JSON.stringify({ level_type: 'built meanwhile' });
    const written = write(writer, { uuid, text });
    await gate.reached('query:registered');
    await inclusion.pruneQueries({ apply: true, author });
    const options = { keep: 1, sample: 1, acceptDifferences: false };
    await inclusion.rebuildQueries({ ...options, how: 'build' });
    const { second } = await inclusion.rebuildQueries({ ...options, how: 'back' });
    gate.open();
    await written;
    // The one that serves knows that it is gone, and took nothing; the other never knew of it.
    expect(await registrationsIn(stores, await servingIndex(stores))).to.deep.equal([]);
    expect(await registrationsIn(stores, second ?? '')).to.deep.equal([]);
  });
});

/** Stored, decided, and registered, which its writer would do beside other answers. */
async function write({ inclusion }: Service, { uuid, text }: { uuid: string; text: string }): Promise<void> {
  await inclusion.importQueries([{ uuid, title: null, filter: { text, node: parseJson(text) } }]);
  await inclusion.registerAnnounced({ abandoned: false });
}
