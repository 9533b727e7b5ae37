import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readJudgedSet } from '../../scripts/relevance/read-judged-set.ts';
import { ArgumentError } from '../../scripts/stack/command.ts';

describe('a judged set of files', () => {
  let folder: string;
  const items = [{ key: 'Acme+Bread', content_type: 'course' }, { uuid: '9d0b5e1c-52ba-4f0e-8a71-8b9ac9c3a6c1' }];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'percolog-judged-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function read(documents: readonly unknown[], queries: readonly unknown[]): ReturnType<typeof readJudgedSet> {
    const files = { items: join(folder, 'items.jsonl'), judged: join(folder, 'judged.jsonl') };
    const lines = (all: readonly unknown[]): string =>
      all.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('');
    await writeFile(files.items, lines(documents));
    await writeFile(files.judged, lines(queries));
    return readJudgedSet(files);
  }

  async function refusal(queries: readonly unknown[], documents: readonly unknown[] = items): Promise<string> {
    const error: unknown = await read(documents, queries).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(ArgumentError);
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }

  it('gives its documents, and queries with what is right', async () => {
    const { documents, queries } = await read(items, [
      { class: 'topic', text: 'bread', right: { 'Acme+Bread': 2, '9d0b5e1c-52ba-4f0e-8a71-8b9ac9c3a6c1': 1 } },
      '',
      { class: 'nothing', text: 'quicksand', locale: 'es', right: {} },
    ]);
    expect(documents).to.deep.equal(items);
    expect(queries.map(({ grades, ...query }) => ({ ...query, grades: [...grades] }))).to.deep.equal([
      {
        ...{ class: 'topic', text: 'bread', locale: 'en' },
        grades: [
          ['Acme+Bread', 2],
          ['9d0b5e1c-52ba-4f0e-8a71-8b9ac9c3a6c1', 1],
        ],
      },
      { class: 'nothing', text: 'quicksand', locale: 'es', grades: [] },
    ]);
  });

  it('tells every line that is wrong, and where it is', async () => {
    const right = { 'Acme+Bread': 2 };
    const told = await refusal(
      [
        '{"class": "topic"',
        { class: 'topics', text: 'bread', right },
        { class: 'topic', text: 'bread', right: { 'Acme+Bread': 3 } },
        { class: 'topic', text: 'bread', right: { 'Acme+Flour': 1 } },
        { class: 'topic', text: 'bread', right: {} },
        { class: 'nothing', text: 'bread', right },
      ],
      [...items, '[]'],
    );
    expect(told.split('\n')).to.have.length(7);
    expect(told).to.match(/^items\.jsonl:3: not an object$/m);
    expect(told).to.match(/^judged\.jsonl:1: not JSON: /m);
    expect(told).to.match(/^judged\.jsonl:2: \/class must be equal to one of the allowed values$/m);
    expect(told).to.match(/^judged\.jsonl:3: \/right\/Acme\+Bread must be/m);
    expect(told).to.match(/^judged\.jsonl:4: no item has the key Acme\+Flour$/m);
    expect(told).to.match(/^judged\.jsonl:5: a query has an answer/m);
    expect(told).to.match(/^judged\.jsonl:6: a query has an answer/m);
  });

  it('is nothing without queries', async () => {
    expect(await refusal([])).to.equal('no query in judged.jsonl');
  });
});
