import { expect } from 'chai';
import { evaluate, summarizeClasses } from '../../scripts/relevance/evaluate.ts';
import { fill } from '../../scripts/relevance/fill.ts';
import { judge } from '../../scripts/relevance/judge.ts';
import { corpusNow, makeJudgedItems, type JudgedItem } from '../../scripts/relevance/judged-items.ts';
import type { JudgedQuery, QueryClass } from '../../scripts/relevance/judged-query.ts';
import { measure, type Measures } from '../../scripts/relevance/measures.ts';
import { putSynonymRules } from '../../scripts/relevance/synonyms.ts';
import { makeService, type TestService } from '../support/service.ts';

/** What a change of ranking must not fall below, on this corpus; docs/relevance.md has what is reached on a larger one. */
const floors: Partial<Record<QueryClass, Partial<Measures>>> = {
  title: { hit1: 0.99, mrr: 0.99 },
  typo: { hit1: 0.92, hit3: 0.95, mrr: 0.94 },
  prefix: { hit1: 0.82, hit3: 0.95, mrr: 0.88 },
  topic: { ndcg10: 0.75, mrr: 0.87 },
  paraphrase: { ndcg10: 0.19, mrr: 0.3 },
  spanish: { ndcg10: 0.4, mrr: 0.58 },
  synonym: { ndcg10: 0.68, hit3: 0.8, mrr: 0.75 },
  words: { ndcg10: 0.76, mrr: 0.83 },
  nothing: { zero: 0.45 },
};

/** Queries of a class: enough for the floors, and quick. */
const most = 40;

describe('relevance', () => {
  let service: TestService;
  let queries: JudgedQuery[];
  let items: JudgedItem[];
  let reached: ReturnType<typeof summarizeClasses>;

  before(async function () {
    this.timeout(120_000);
    service = await makeService({ now: () => corpusNow });
    const all = makeJudgedItems(500, 3);
    const shown = await fill(
      service,
      all.map(({ document }) => document),
    );
    items = all.filter(({ key }) => shown.has(key));
    await putSynonymRules(service.steering);
    queries = [...Map.groupBy(judge(items, 3), ({ class: kind }) => kind).values()].flatMap((some) =>
      some.slice(0, most),
    );
    reached = summarizeClasses(await evaluate(service.search, queries, { atOnce: 20 }));
  });
  after(() => service.stop());

  for (const [kind, floor] of Object.entries(floors) as [QueryClass, Partial<Measures>][]) {
    for (const [name, least] of Object.entries(floor) as [keyof Measures, number][]) {
      it(`of the class ${kind} has ${name} of ${String(least)} at least`, () => {
        expect(reached[kind]?.queries, 'there are queries').to.be.greaterThan(10);
        expect(reached[kind]?.[name]).to.be.at.least(least);
      });
    }
  }

  it('of topics is not what tags alone would give', () => {
    const ofTopics = queries.filter(({ class: kind }) => kind === 'topic');
    const byTags = ofTopics.map(({ text, grades }) => measure(searchTags(items, text), grades).ndcg10);
    const mean = byTags.reduce((sum, one) => sum + one, 0) / byTags.length;
    expect(mean).to.be.lessThan((reached.topic?.ndcg10 ?? 0) - 0.1);
  });
});

/** Keys of the items that have most of the words in the names of skills and subjects. */
function searchTags(items: readonly JudgedItem[], text: string): string[] {
  const words = text.toLowerCase().split(' ');
  const having = (item: JudgedItem): number => {
    const tags = ((item.document['skill_names'] ?? []) as string[]).concat(
      ((item.document['subjects'] ?? []) as { name: string }[]).map(({ name }) => name),
    );
    const found = tags.join(' ').toLowerCase();
    return words.filter((word) => found.includes(word)).length;
  };
  return items
    .map((item) => ({ key: item.key, having: having(item) }))
    .filter((item) => item.having > 0)
    .sort((left, right) => right.having - left.having)
    .map(({ key }) => key);
}
