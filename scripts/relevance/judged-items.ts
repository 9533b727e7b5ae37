import { contentDocuments } from '../corpus/content.ts';
import { courseTraits } from '../corpus/course-traits.ts';
import { itemAt } from '../corpus/item-at.ts';
import { SPANISH } from '../corpus/languages.ts';
import { makeLinks } from '../corpus/links.ts';
import { pathwayTopic } from '../corpus/pathways.ts';
import { makeWorld } from '../corpus/world.ts';

/** The moment that the corpus is made around, and the service's clock while it is searched: the same items are open every time. */
export const corpusNow = Date.UTC(2026, 10, 20);

/** An item that can be searched, and what the generator knows of it. */
export interface JudgedItem {
  key: string;
  title: string;
  document: Record<string, unknown>;
  /** Slug of the topic that the item was written about. No document names it. */
  topic: string;
  level: string | null;
  owners: readonly string[];
  isSpanish: boolean;
}

/** Course runs are not searched, so there is one for each 1.16 items that are. */
const itemsOfCorpus = 33_500 / 15_500;

/**
 * The courses, programs and pathways of a corpus, some `size` of them.
 * @param size 10 or more
 */
export function makeJudgedItems(size: number, seed: number): JudgedItem[] {
  const world = makeWorld({ seed, now: corpusNow, items: Math.round(size * itemsOfCorpus) });
  const links = makeLinks(world);
  const topicOf: Readonly<Record<string, (index: number) => number>> = {
    course: (index) => courseTraits(world, index).topicIndex,
    program: (index) => links.topicOfProgram(index),
    learnerpathway: (index) => pathwayTopic(world, index).topicIndex,
  };
  const seen = new Map<string, number>();
  return [...contentDocuments(world, links)].flatMap((document) => {
    const type = String(document['content_type']);
    const index = seen.get(type) ?? 0;
    seen.set(type, index + 1);
    const topic = topicOf[type]?.(index);
    return topic === undefined ? [] : [toItem(document, itemAt(world.topics, topic).slug)];
  });
}

function toItem(document: Record<string, unknown>, topic: string): JudgedItem {
  const text = (member: string): string | undefined => {
    const value = document[member];
    return typeof value === 'string' ? value : undefined;
  };
  const names = (member: string): string[] =>
    ((document[member] ?? []) as (string | { name: string })[]).map((one) =>
      typeof one === 'string' ? one : one.name,
    );
  return {
    key: text('key') ?? text('uuid') ?? '',
    title: text('title') ?? '',
    // As it comes from outside.
    document: JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
    topic,
    level: text('level_type') ?? null,
    owners: names('owners'),
    isSpanish: names('languages').includes(SPANISH.name),
  };
}
