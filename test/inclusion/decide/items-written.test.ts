import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { SavedCatalog } from '../../../src/inclusion/port.ts';
import { parseJson } from '../../../src/kernel/json.ts';
import type { StepName } from '../../../src/kernel/steps.ts';
import { Gate } from '../../support/gate.ts';
import { makeService, type TestService } from '../../support/service.ts';
import { author, operator } from '../../support/writers.ts';

/** Items are answered before their documents are written; who asks after the answer finds them nevertheless. */
describe('an item whose document is on its way', () => {
  let service: TestService;
  let gate: Gate;
  let passed: StepName[];

  before(async () => {
    service = await makeService({
      step: (name) => {
        passed.push(name);
        return gate.step(name);
      },
    });
  });
  beforeEach(() => {
    gate = new Gate('item:before-document');
    passed = [];
  });
  after(() => service.stop());

  function filter(key: string): { text: string; node: ReturnType<typeof parseJson> } {
    const text = JSON.stringify({ key: [key, 'another'] });
    return { text, node: parseJson(text) };
  }

  /** Resolves when the item is answered as stored. Its document is held. */
  async function store(key: string): Promise<void> {
    const { replication, inclusion } = service;
    const whileStoring = inclusion.whileStoring.bind(inclusion);
    const item = { content_type: 'course', key, title: key };
    const { claims } = await replication.store([item], { author, whileStoring });
    expect(await inclusion.decideItems(claims)).to.deep.equal([{ outcome: 'decided', entered: 0, left: 0 }]);
    await gate.reached('item:before-document');
  }

  function create({ inclusion }: TestService, key: string): Promise<SavedCatalog> {
    const catalog = { title: 'A catalog', enterpriseUuid: randomUUID(), enterpriseName: null };
    return inclusion.createCatalog({ ...catalog, query: { filter: filter(key) } }, operator);
  }

  const entered = { state: 'committed', matched: 1, entered: 1, left: 0 };

  it('is written before a filter of the same process comes into force', async () => {
    await store('Same+1');
    const creating = create(service, 'Same+1');
    await gate.reached('query:claimed');
    gate.open();
    expect((await creating).filter?.membership).to.deep.equal(entered);
    expect(passed.indexOf('item:committed')).to.be.within(0, passed.indexOf('query:announced'));
  });

  it('is written by another process that decides a filter, and its own finds nothing left to decide', async () => {
    await store('Other+1');
    const other = await makeService({ stores: service.stores });
    expect((await create(other, 'Other+1')).filter?.membership).to.deep.equal(entered);
    await other.stop();
    gate.open();
    expect(await service.inclusion.backlog()).to.include({ items: 0 });
  });

  it('is seen by a preview', async () => {
    await store('Seen+1');
    const other = await makeService({ stores: service.stores });
    expect((await other.inclusion.previewFilter(filter('Seen+1'))).matched).to.equal(1);
    await other.stop();
    const previewing = service.inclusion.previewFilter(filter('Seen+1'));
    gate.open();
    expect((await previewing).matched).to.equal(1);
  });
});
