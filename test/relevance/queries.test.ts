import { expect } from 'chai';
import { RandomStream } from '../../scripts/corpus/random.ts';
import { readTopics } from '../../scripts/corpus/topics.ts';
import { makeJudgedItems, type JudgedItem } from '../../scripts/relevance/judged-items.ts';
import { queryClasses } from '../../scripts/relevance/judged-query.ts';
import { judge } from '../../scripts/relevance/judge.ts';
import { misspell } from '../../scripts/relevance/misspell.ts';
import { readWrittenQueries } from '../../scripts/relevance/written-queries.ts';

describe('judged queries', () => {
  let items: JudgedItem[];

  before(() => {
    items = makeJudgedItems(500, 7);
  });

  it('are of every class, well over 150, and the same for the same seed', () => {
    const queries = judge(items, 7);
    expect(new Set(queries.map(({ class: kind }) => kind))).to.have.all.keys(queryClasses);
    expect(queries.length).to.be.greaterThan(300);
    expect(judge(makeJudgedItems(500, 7), 7)).to.deep.equal(queries);
    expect(judge(items, 8).map(({ text }) => text)).not.to.deep.equal(queries.map(({ text }) => text));
  });

  it('have an answer among the items, but for those that are to have none', () => {
    const keys = new Set(items.map(({ key }) => key));
    for (const { class: kind, text, grades } of judge(items, 7)) {
      expect(grades.size > 0, text).to.equal(kind !== 'nothing');
      expect([...grades.keys()].every((key) => keys.has(key))).to.equal(true);
      expect([...grades.values()].every((grade) => grade === 1 || grade === 2)).to.equal(true);
    }
  });

  it('are about topics that there are', () => {
    const slugs = new Set(readTopics().map(({ slug }) => slug));
    for (const { text, topics } of readWrittenQueries()) {
      expect(
        [...topics.keys()].filter((slug) => !slugs.has(slug)),
        text,
      ).to.deep.equal([]);
    }
    const topics = readWrittenQueries().filter(({ class: kind }) => kind === 'topic');
    expect(topics.flatMap((query) => [...query.topics.keys()])).to.include.members([...slugs]);
  });

  it('by topic are never the name of a tag that the topic has', () => {
    const tags = new Map(
      readTopics().map(({ slug, skills, subjects }) => [
        slug,
        new Set([...skills, ...subjects].map((tag) => tag.toLowerCase())),
      ]),
    );
    for (const { class: kind, text, topics } of readWrittenQueries()) {
      if (kind === 'topic' || kind === 'paraphrase') {
        for (const slug of topics.keys()) {
          expect(tags.get(slug)?.has(text.toLowerCase()), `${text}: ${slug}`).to.equal(false);
        }
      }
    }
  });

  it('are judged by a topic that no document names', () => {
    const slugs = readTopics().map(({ slug }) => slug);
    const members = items.flatMap(({ document }) => Object.values(document));
    expect(members.filter((value) => typeof value === 'string' && slugs.includes(value))).to.deep.equal([]);
  });

  it('with a mistake have one', () => {
    const stream = new RandomStream(7, 'misspell');
    const changed = new Set<string>();
    for (let run = 0; run < 500; run += 1) {
      const text = misspell('the art of chess', stream) ?? '';
      changed.add(text);
      expect(text.startsWith('the art of '), 'only longer words are misspelt').to.equal(true);
      expect(mistakes('the art of chess', text), text).to.equal(1);
    }
    expect(
      [...changed].some((text) => !text.startsWith('the art of c')),
      'the first letter too',
    ).to.equal(true);
    expect(misspell('a b c', stream)).to.equal(undefined);
  });
});

/** How many letters are to be left out, inserted, replaced, or changed with their neighbour, to make one text of the other. */
function mistakes(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, row) =>
    Array.from({ length: other.length + 1 }, (_cell, column) => (row === 0 ? column : column === 0 ? row : 0)),
  );
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= one.length; row += 1) {
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      (rows[row] ?? [])[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
      );
    }
  }
  return at(one.length, other.length);
}
