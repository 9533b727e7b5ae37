import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { parseJson } from '../../src/kernel/json.ts';
import { Gate } from '../support/gate.ts';
import { makeService, type TestService } from '../support/service.ts';
import { author, operator } from '../support/writers.ts';

/** A catalog that gets another query keeps the old one's members until the new one is decided: it is never empty between. */
describe('a catalog that moves to another query', () => {
  let service: TestService;
  let gate = new Gate();

  before(async () => {
    service = await makeService({ step: (name) => gate.step(name) });
    const { claims } = await service.replication.store(
      [
        { content_type: 'course', key: 'Old+1', title: 'Old', level_type: 'Introductory' },
        { content_type: 'course', key: 'Both+1', title: 'Both', level_type: 'Advanced', course_type: 'audit' },
      ],
      { author },
    );
    await service.inclusion.decideItems(claims);
  });
  after(() => service.stop());

  function filter(value: object): { text: string; node: ReturnType<typeof parseJson> } {
    const text = JSON.stringify(value);
    return { text, node: parseJson(text) };
  }

  it('answers from the old members while the new filter is being decided, from the new ones after', async () => {
    const uuid = randomUUID();
    await service.inclusion.createCatalog(
      {
        uuid,
        title: 'Moves',
        enterpriseUuid: randomUUID(),
        enterpriseName: null,
        query: { filter: filter({ content_type: 'course' }) },
      },
      operator,
    );
    gate = new Gate('query:searched');
    const moving = service.inclusion.updateCatalog(
      uuid,
      { query: { filter: filter({ course_type: 'audit' }) } },
      operator,
    );
    await gate.reached('query:searched');
    expect((await service.inclusion.catalogContains(uuid, ['Old+1'])).contained).to.equal(true);
    expect((await service.inclusion.catalogContains(uuid, ['Both+1'])).contained).to.equal(true);
    gate.open();
    const { filter: written } = await moving;
    expect(written?.membership).to.deep.equal({ state: 'committed', matched: 1, entered: 1, left: 0 });
    expect((await service.inclusion.catalogContains(uuid, ['Old+1'])).contained).to.equal(false);
    expect((await service.inclusion.catalogContains(uuid, ['Both+1'])).contained).to.equal(true);
  });

  it('moves at once to a query that is decided already, and back', async () => {
    const [one, other] = [filter({ key: 'Old+1' }), filter({ key: 'Both+1' })];
    const catalog = { title: 'Back', enterpriseUuid: randomUUID(), enterpriseName: null };
    const { catalog: first } = await service.inclusion.createCatalog({ ...catalog, query: { filter: one } }, operator);
    await service.inclusion.createCatalog({ ...catalog, query: { filter: other } }, operator);
    await service.inclusion.updateCatalog(first.uuid, { query: { filter: other } }, operator);
    expect((await service.inclusion.catalogContains(first.uuid, ['Both+1'])).contained).to.equal(true);
    const { catalog: back } = await service.inclusion.updateCatalog(first.uuid, { query: { filter: one } }, operator);
    expect(back.queryUuid).to.equal(first.queryUuid);
    expect((await service.inclusion.catalogContains(first.uuid, ['Both+1'])).contained).to.equal(false);
  });
});
