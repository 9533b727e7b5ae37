import type { RandomStream } from './random.ts';
import type { Topic } from './topics.ts';

/** A skill of the taxonomy as upstream nests it; the category is the topic's first subject. */
export interface Skill {
  name: string;
  category: { name: string };
}

/** Three to six skills of a topic. */
export function drawSkills(topic: Topic, stream: RandomStream): Skill[] {
  const category = { name: topic.subjects[0] ?? topic.name };
  return stream.sample(topic.skills, stream.whole(3, 6)).map((name) => ({ name, category }));
}
