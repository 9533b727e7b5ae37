import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { expect } from 'chai';
import type { Service } from '../../src/compose.ts';
import { parseJson } from '../../src/kernel/json.ts';
import type { StepName } from '../../src/kernel/steps.ts';
import { readIndexDefinition } from '../../src/platform/opensearch/index-definition.ts';
import { compareMembership } from '../support/compare-membership.ts';
import { documentsIn } from '../support/content-documents.ts';
import { course, listed } from '../support/documents.ts';
import { diesAt, Gate } from '../support/gate.ts';
import { servingIndex } from '../support/registrations.ts';
import { makeCommands, makeService, sql, type TestService } from '../support/service.ts';
import { author } from '../support/writers.ts';

const mappings = path.resolve(import.meta.dirname, '../../mappings');

interface Row {
  id: number;
  revision: number;
  decided_revision: number;
  unindexed: number | null;
}

/** How far a change of content goes: what nobody looks at is neither indexed nor percolated, and is told all the same. */
describe('the gates of content', function () {
  this.timeout(60_000);
  let service: TestService;
  let steps: StepName[] = [];
  let now = Date.UTC(2026, 10, 20);
  const others: Service[] = [];
  const filter = randomUUID();

  before(async () => {
    service = await makeService({
      now: () => now,
      step: (name) => {
        steps.push(name);
        return Promise.resolve();
      },
    });
    await edit({ level_type: 'low' });
  });
  after(async () => {
    await Promise.all(others.map((other) => other.stop()));
    await service.stop();
  });

  async function edit(content: object): Promise<void> {
    const text = JSON.stringify(content);
    await service.inclusion.importQueries([{ uuid: filter, title: null, filter: { text, node: parseJson(text) } }], {
      force: true,
    });
  }
  async function store(document: object, by: Service = service): Promise<void> {
    steps = [];
    const { claims } = await by.replication.store([document], { author });
    await by.inclusion.decideItems(claims);
  }
  async function rowOf(key: string): Promise<Row> {
    const [row] = await sql<Row>(
      service.stores,
      'SELECT id, revision, decided_revision, unindexed FROM content WHERE content_key = ?',
      [key],
    );
    return row ?? { id: 0, revision: 0, decided_revision: 0, unindexed: null };
  }
  async function indexed(key: string): Promise<Record<string, unknown>> {
    const { id, revision } = await rowOf(key);
    const documents = await documentsIn(service.stores, await servingIndex(service.stores, 'content'));
    return { ...documents[`${String(id)} ${String(revision)}`] };
  }
  async function counted(work: () => Promise<void>): Promise<Record<string, number>> {
    const read = async (): Promise<Map<string, number>> => {
      const { body } = await service.metrics.render();
      return new Map(
        [...body.matchAll(/^content_gate_total\{gate="(\w+)"\} (\d+)$/gm)].map(([, name, count]) => [
          name ?? '',
          Number(count),
        ]),
      );
    };
    const before = await read();
    await work();
    const after = await read();
    return Object.fromEntries(
      [...after].flatMap(([name, count]) =>
        count > (before.get(name) ?? 0) ? [[name, count - (before.get(name) ?? 0)]] : [],
      ),
    );
  }
  async function settle(): Promise<void> {
    while (await service.worker.drainOnce()) {
      // until nothing is left
    }
    expect(await service.inclusion.backlog()).to.include({ items: 0, queries: 0 });
  }
  async function expectRight(): Promise<void> {
    const { lost, extra } = await compareMembership(service.stores, now);
    expect({ lost, extra }).to.deep.equal({ lost: [], extra: [] });
  }

  /** A service that stops at its own gate, as another process would. */
  function another(step: Gate['step']): Service {
    const other = makeCommands(service.stores, { now: () => now, step });
    others.push(other);
    return other;
  }
  const shown = (name: string, members: object = {}): object =>
    listed(course(name, { level_type: 'low', image_url: 'https://images.test/1.png', ...members }));
  const picture = (number: number): object => ({ image_url: `https://images.test/${String(number)}.png` });

  it('stop what is the same, what says the same, and what only readers or only learners see', async () => {
    const part = { programs: [{ uuid: randomUUID(), title: 'P', type: 'MicroMasters' }] };
    const renamed = { programs: [{ ...part.programs[0], uuid: randomUUID() }] };
    const all: [stopped: string, document: object][] = [
      ['none', shown('Gate+1')],
      ['raw', shown('Gate+1')],
      ['form', shown('Gate+1', { nobody_asks: 1 })],
      ['none', shown('Gate+1', part)],
      ['document', shown('Gate+1', renamed)],
      ['projection', shown('Gate+1', { ...renamed, ...picture(2) })],
      ['none', shown('Gate+1', { ...renamed, ...picture(2), level_type: 'high' })],
    ];
    for (const [stopped, document] of all) {
      const before = await rowOf('Gate+1');
      expect(await counted(() => store(document)), stopped).to.deep.equal({ [stopped]: 1 });
      expect(steps.includes('item:percolated'), `${stopped}: percolated`).to.equal(stopped === 'none');
      expect(steps.includes('item:document-written'), `${stopped}: written`).to.equal(
        ['none', 'projection'].includes(stopped),
      );
      const after = await rowOf('Gate+1');
      expect(after.revision, stopped).to.equal(before.revision + (stopped === 'none' ? 1 : 0));
      expect(after, stopped).to.include({ decided_revision: after.revision, unindexed: null });
    }
    expect(await indexed('Gate+1')).to.include({ card_image_url: 'https://images.test/2.png' });
    await expectRight();
  });

  it('let a program through whose parts change, and an item that some queries see otherwise', async () => {
    const program = { content_type: 'program', uuid: randomUUID(), title: 'Whole', course_keys: ['Gate+1'] };
    const hidden = { key: 'course-v1:Gate+2+kept', uuid: randomUUID(), restriction_type: 'custom-b2b-enterprise' };
    for (const document of [program, shown('Gate+2', { course_runs: [hidden] })]) {
      await store(document);
      expect(await counted(() => store({ ...document, ...picture(3) }))).to.deep.equal({ none: 1 });
    }
  });

  it('leave no document behind whose writer died', async () => {
    await store(shown('Gate+3'));
    const death = diesAt('item:claimed');
    const dying = another(death.step);
    const { claims } = await dying.replication.store([shown('Gate+3', picture(2))], { author });
    void dying.inclusion.decideItems(claims);
    await death.died;
    expect(await service.inclusion.backlog()).to.include({ items: 1 });
    expect((await service.replication.contentHistory('Gate+3'))?.indexing.state).to.equal('waiting');
    await sql(service.stores, "UPDATE content SET due_at = UTC_TIMESTAMP(3) WHERE content_key = 'Gate+3'");
    steps = [];
    await settle();
    expect(steps).to.include('item:document-written').and.not.include('item:percolated');
    expect((await service.replication.contentHistory('Gate+3'))?.indexing.state).to.equal('searchable');
    expect(await indexed('Gate+3')).to.include({ card_image_url: 'https://images.test/2.png' });
  });

  it('keep the later document of two, whichever is written last', async () => {
    await store(shown('Gate+4'));
    const slow = new Gate('item:claimed');
    const older = store(shown('Gate+4', picture(2)), another(slow.step));
    await slow.reached('item:claimed');
    await store(shown('Gate+4', picture(3)));
    slow.open();
    await older;
    expect(await rowOf('Gate+4')).to.include({ revision: 1, unindexed: null });
    expect(await indexed('Gate+4')).to.include({ card_image_url: 'https://images.test/3.png' });
  });

  it('do not hide an item from a filter that changes while its document is on the way', async () => {
    await store(shown('Gate+5', { level_type: 'middle' }));
    const slow = new Gate('item:claimed');
    const writing = store(shown('Gate+5', { level_type: 'middle', ...picture(2) }), another(slow.step));
    await slow.reached('item:claimed');
    await edit({ level_type: 'middle' });
    slow.open();
    await writing;
    await edit({ level_type: ['low', 'middle'] });
    await expectRight();
  });

  it('give way to a change that filters see', async () => {
    await store(shown('Gate+6'));
    const slow = new Gate('item:claimed');
    const writing = store(shown('Gate+6', picture(2)), another(slow.step));
    await slow.reached('item:claimed');
    await store(shown('Gate+6', { level_type: 'high', ...picture(3) }));
    slow.open();
    await writing;
    expect(await rowOf('Gate+6')).to.include({ revision: 2, decided_revision: 2, unindexed: null });
    expect(await indexed('Gate+6')).to.include({ card_image_url: 'https://images.test/3.png' });
    await expectRight();
  });

  it('have a translation indexed that comes while the item is decided', async () => {
    const slow = new Gate('item:document-written');
    const deciding = store(shown('Gate+7'), another(slow.step));
    await slow.reached('item:document-written');
    const [told] = await service.replication.storeTranslations(
      [{ contentKey: 'Gate+7', language: 'es', texts: { title: 'Puertas' }, provider: 'a person' }],
      author,
    );
    expect(told).to.include({ outcome: 'created' });
    slow.open();
    await deciding;
    await settle();
    expect(await rowOf('Gate+7')).to.include({ revision: 1, decided_revision: 1, unindexed: null });
    expect(await indexed('Gate+7')).to.deep.include({ es: { title: 'Puertas' } });
  });

  it('let the clock change what learners see, and nothing else', async () => {
    const end = now + 86_400_000;
    const open = {
      ...{
        key: 'course-v1:Gate+8+run',
        uuid: randomUUID(),
        status: 'published',
        is_enrollable: true,
        is_marketable: true,
      },
      enrollment_end: new Date(end).toISOString(),
    };
    await store({ ...shown('Gate+8'), course_runs: [open], advertised_course_run_uuid: open.uuid });
    expect(await indexed('Gate+8')).to.include({ is_discoverable: true });
    now = end + 1_000;
    expect(await counted(settle)).to.include({ projection: 1 });
    expect(await rowOf('Gate+8')).to.include({ revision: 1, unindexed: null });
    expect(await indexed('Gate+8')).to.include({ is_discoverable: false });
    await expectRight();
  });
});

describe('a document that only learners see otherwise, and that the engine refuses', function () {
  this.timeout(60_000);
  let service: TestService;

  before(async () => {
    const content = structuredClone(readIndexDefinition(mappings, 'content.v4'));
    (content.mappings.properties as Record<string, object>)['card_image_url'] = { type: 'ip' };
    service = await makeService({ definitions: { content } });
  });
  after(() => service.stop());

  it('is indexed without its search fields, and with them once they can be taken', async () => {
    const store = async (members: Record<string, unknown>): Promise<unknown> => {
      const { claims } = await service.replication.store([listed(course('Ip+1', members))], { author });
      await service.inclusion.decideItems(claims);
      return (await service.replication.contentHistory('Ip+1'))?.indexing;
    };
    expect(await store({})).to.include({ state: 'searchable', lastFailure: null });
    expect(await store({ image_url: 'https://images.test/1.png' })).to.include({ state: 'bare' });
    expect(await store({ image_url: '127.0.0.1' })).to.include({ state: 'searchable', lastFailure: null });
    expect((await service.replication.contentHistory('Ip+1'))?.revision).to.equal(1);
  });
});
