import path from 'node:path';
import { expect } from 'chai';
import type { Snapshot } from '../../src/content-index/port.ts';
import { readRequestTemplate } from '../../src/platform/opensearch/request-template.ts';
import { knownItems } from '../../src/search/reindex/known-items.ts';
import { course, listed } from '../support/documents.ts';
import { sql } from '../support/service.ts';
import { Asker } from './asker.ts';

const template = readRequestTemplate(path.resolve(import.meta.dirname, '../../queries'), 'search');
const titled = (title: string): object => listed(course('Known+1', { title }));

describe('items that are known by their titles, before a new index serves', function () {
  this.timeout(60_000);
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([titled('Sailing for beginners'), listed(course('Known+2', { title: 'Weaving' }))]);
  });
  after(() => asker.stop());

  /** The index as it is at this moment. */
  async function moment(): Promise<Pick<Snapshot, 'search'>> {
    const { opensearchUrl, indexPrefix } = asker.service.stores.config;
    const post = async (at: string, body?: object): Promise<Record<string, unknown>> => {
      const answer = await fetch(`${opensearchUrl}/${at}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return (await answer.json()) as Record<string, unknown>;
    };
    const { pit_id: id } = await post(`${indexPrefix}content/_search/point_in_time?keep_alive=1m`);
    return { search: async <Answer>(body: object) => (await post('_search', { ...body, pit: { id } })) as Answer };
  }

  it('are judged without those that were written between the two moments', async () => {
    const serving = (await moment()) as Snapshot;
    await asker.store([titled('Rowing for beginners')]);
    const candidate = (await moment()) as Snapshot;
    const [row] = await sql<{ id: number }>(
      asker.service.stores,
      "SELECT id FROM content WHERE content_key = 'Known+1'",
    );
    const check = knownItems(template);
    expect(await check.run({ serving, candidate, unlike: [] })).to.deep.include({
      subject: 'items found by their titles, in first place',
      serving: 1,
      candidate: 0.5,
    });
    expect(await check.run({ serving, candidate, unlike: [row?.id ?? 0] })).to.deep.equal([]);
  });
});
