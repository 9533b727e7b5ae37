import path from 'node:path';
import { expect } from 'chai';
import { readRequestTemplate } from '../../src/platform/opensearch/request-template.ts';
import { knownItems } from '../../src/search/reindex/known-items.ts';
import { course, listed } from '../support/documents.ts';
import { sql } from '../support/service.ts';
import { Asker } from './asker.ts';
import { moment } from './support/moment.ts';

const template = readRequestTemplate(path.resolve(import.meta.dirname, '../../queries'), 'search');
const titled = (title: string): object => listed(course('Known+1', { title }));

describe('items that are known by their titles, before a new index serves', function () {
  this.timeout(60_000);
  let asker: Asker;

  before(async () => {
    asker = await Asker.open([titled('Sailing for beginners'), listed(course('Known+2', { title: 'Weaving' }))]);
  });
  after(() => asker.stop());

  it('are judged without those that were written between the two moments', async () => {
    const serving = await moment(asker);
    await asker.store([titled('Rowing for beginners')]);
    const candidate = await moment(asker);
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

  it('are looked for by the beginnings of their titles, and in Spanish, where they have one', async () => {
    const check = knownItems(template);
    const spanish = (title: string): object =>
      listed(course('Known+3', { title, content_language: 'es', languages: ['Spanish'] }));
    await asker.store([spanish('Navegar a vela')]);
    const serving = await moment(asker);
    expect(await check.run({ serving, candidate: serving, unlike: [] })).to.deep.equal([]);
    await asker.store([spanish('Cocina casera')]);
    const differences = await check.run({ serving, candidate: await moment(asker), unlike: [] });
    expect(differences).to.deep.include.members([
      { subject: 'items found by their titles in Spanish, in first place', serving: 1, candidate: 0 },
      { subject: 'items found by the beginnings of their titles, among three', serving: 1, candidate: 2 / 3 },
    ]);
  });
});
