import { RandomStream } from '../corpus/random.ts';
import { readTopics } from '../corpus/topics.ts';
import { itemAt } from '../corpus/item-at.ts';
import type { JudgedItem } from './judged-items.ts';
import type { JudgedQuery } from './judged-query.ts';

const drawn = 25;

/** A topic and who teaches it: right is what is both. */
export function partnerQueries(items: readonly JudgedItem[], seed: number): JudgedQuery[] {
  const names = new Map(readTopics().map(({ slug, name }) => [slug, name]));
  const stream = new RandomStream(seed, 'topic and partner');
  const taught = items.filter(({ owners }) => owners.length > 0);
  return stream.sample(taught, drawn).map(({ topic, owners }): JudgedQuery => {
    const owner = itemAt(owners, 0);
    const right = items.filter((item) => item.topic === topic && item.owners.includes(owner));
    return {
      class: 'words',
      text: `${names.get(topic) ?? topic} ${owner}`.toLowerCase(),
      locale: 'en',
      grades: new Map(right.map(({ key }) => [key, 2])),
    };
  });
}
