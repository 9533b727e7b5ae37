import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { buildBareDocument, buildDocument } from '../../src/content-index/build-document.ts';
import type { DocumentParts } from '../../src/content-index/port.ts';
import { documentOf } from '../../src/replication/port.ts';
import { documentsIn, documentsWanted } from '../support/content-documents.ts';
import type { DiesAt } from '../support/dies-at-step.ts';
import { course } from '../support/documents.ts';
import { passDeadline, servingIndex } from '../support/registrations.ts';
import { runScript, type Ended } from '../support/run-script.ts';
import { sql } from '../support/service.ts';
import { author } from '../support/writers.ts';
import { RestlessWorld } from './restless-world.ts';

const dies = pathToFileURL(path.resolve(import.meta.dirname, '../support/dies-at-step.ts')).href;

/** Three pages of a copy, with those that the writers change. */
const items = 520;
const itemsOfOnePage = 250;
const numbered = (number: number, title = 'Small'): object =>
  course(`Small+${String(number)}`, { title: `${title} ${String(number)}` });

/** Where a rebuild stands, by its row; `copied` counts pages, begun ones too. */
interface Standing {
  state: string;
  copied: number;
  moved: boolean;
}

describe('npm run reindex, killed three times while writers write', function () {
  this.timeout(300_000);
  let world: RestlessWorld;
  let first: string;

  before(async () => {
    world = await RestlessWorld.open();
    await store(Array.from({ length: items }, (_, index) => numbered(index)));
    first = await servingIndex(world.stores, 'content');
  });
  after(() => world.close());

  async function store(documents: readonly object[]): Promise<void> {
    const { replication, inclusion } = world.service;
    const { claims } = await replication.store(documents, { author });
    await inclusion.decideItems(claims);
  }
  /** Changes an item of each page, removes one, and adds one; the writers go on beside it. */
  async function change(round: number): Promise<void> {
    const { replication, inclusion } = world.service;
    await store([50, 300, 505, items].map((number) => numbered(number + round, `Changed ${String(round)}`)));
    await inclusion.decideItems(await replication.remove([`Small+${String(100 + 200 * round)}`], author));
    await world.writers.more(3);
  }
  /** As an operator would, all documents compared. @param kill where its process is to die, and how */
  function reindex(how: 'build' | 'resume', kill?: { at: DiesAt; node: string[] }): Promise<Ended> {
    const args = ['--index', 'content', '--sample', '100000', ...(how === 'resume' ? ['--resume'] : [])];
    const { environment } = world.stores;
    return kill === undefined
      ? runScript({ environment }, 'reindex', args)
      : runScript({ environment: { ...environment, DIES_AT: kill.at } }, 'reindex', args, { node: kill.node });
  }
  /** @returns where it was killed, by what it had committed */
  async function killed(how: 'build' | 'resume', at: DiesAt): Promise<Standing> {
    const { code, stdout, stderr } = await reindex(how, { at, node: ['--import', dies] });
    expect(code, `it came past ${at}: ${stdout}${stderr}`).to.equal(null);
    await passDeadline(world.stores);
    const [row] = await sql<{ state: string; copied: number }>(
      world.stores,
      `SELECT state, (SELECT COUNT(*) FROM content WHERE id <= copied_to) AS copied FROM index_target WHERE name = 'content'`,
    );
    return {
      state: row?.state ?? '',
      copied: Math.ceil((row?.copied ?? 0) / itemsOfOnePage),
      moved: (await servingIndex(world.stores, 'content')) !== first,
    };
  }
  /** By `id revision`, what the rows make. */
  async function partsMade(): Promise<Map<string, DocumentParts>> {
    const made = new Map<string, DocumentParts>();
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = await world.service.replication.itemsToIndex({ after, limit: itemsOfOnePage });
      for (const write of page.items.map(documentOf)) {
        if ('parts' in write) {
          made.set(`${String(write.parts.contentId)} ${String(write.parts.revision)}`, write.parts);
        }
      }
      after = page.last;
    }
    return made;
  }
  /** Exactly the documents of the rows, body by body. Some of what the writers draw is refused by the engine, and bare. */
  async function expectRight(documents: Record<string, object>): Promise<void> {
    expect(Object.keys(documents).sort(), world.told).to.deep.equal(await documentsWanted(world.stores));
    const made = await partsMade();
    for (const [name, document] of Object.entries(documents)) {
      const parts = made.get(name);
      expect(parts, name).to.not.equal(undefined);
      if (parts !== undefined) {
        const reason = 'search_error' in document ? String(document.search_error) : undefined;
        expect(reason !== undefined && /^small\+/i.test(parts.contentKey), `${name} is bare`).to.equal(false);
        const body = reason === undefined ? buildDocument(parts) : buildBareDocument(parts, reason);
        // As it was sent.
        expect(document, `${name}; ${world.told}`).to.deep.equal(JSON.parse(JSON.stringify(body)));
      }
    }
  }

  it('is resumed, and ends with exactly the documents of the rows', async () => {
    world.writers.start();
    expect(await killed('build', 'rebuild:page-copied 2')).to.deep.equal({
      state: 'building',
      copied: 2,
      moved: false,
    });
    await change(0);
    expect(await killed('resume', 'rebuild:compared 1')).to.deep.equal({ state: 'building', copied: 3, moved: false });
    await change(1);
    expect(await killed('resume', 'rebuild:alias-moved 1')).to.deep.equal({
      state: 'swapping',
      copied: 3,
      moved: true,
    });
    await change(2);
    const { code, stdout, stderr } = await reindex('resume');
    expect(code, stderr).to.equal(0);
    const report = JSON.parse(stdout) as object;
    expect(report, world.told).to.include({ outcome: 'swapped', second: first, missing: 0, different: 0, revised: 0 });
    await world.expectDecided();

    const serving = await documentsIn(world.stores, await servingIndex(world.stores, 'content'));
    expect(Object.keys(serving).length).to.be.greaterThan(items - 10);
    await expectRight(serving);
    expect(await documentsIn(world.stores, first), `the index from before; ${world.told}`).to.deep.equal(serving);
  });
});
