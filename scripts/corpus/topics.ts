import { readdirSync, readFileSync } from 'node:fs';

/**
 * What courses are about. The topics are written by hand in `topics/*.txt`: a line `[slug]` begins a topic, the lines
 * below it are `member: value`, lists separated by semicolons, sentences by bars; `#` begins a comment.
 */
export interface Topic {
  slug: string;
  /** Letters that begin the numbers of the topic's courses. */
  code: string;
  /** How often it is taught, 1 unless said. */
  weight: number;
  /** English name as it reads inside a sentence. */
  name: string;
  /** Spanish name with its article. */
  nameEs: string;
  subjects: readonly string[];
  skills: readonly string[];
  /** What a course may be done with; often none. */
  tools: readonly string[];
  /** Parts of the topic, to fill `{focus}` in titles and sentences. */
  focus: readonly string[];
  focusEs: readonly string[];
  /** Whom or what a course is for. */
  settings: readonly string[];
  /** Title patterns of this topic alone. */
  titles: readonly string[];
  /** Sentences that are true of the topic whatever the course. */
  facts: readonly string[];
  outcomes: readonly string[];
  careers: readonly string[];
}

const FOLDER = new URL('./topics/', import.meta.url);

/** All topics, in the order of file names and lines. Throws where a file breaks the format. */
export function readTopics(): Topic[] {
  const topics = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) => parseTopics(readFileSync(new URL(name, FOLDER), 'utf8'), name));
  const codes = new Set(topics.map((topic) => topic.code));
  if (codes.size !== topics.length) {
    throw new Error('two topics share a code');
  }
  return topics;
}

/** The topics in one file's text; the name is for messages. */
export function parseTopics(text: string, fileName: string): Topic[] {
  const sections: { slug: string; members: Map<string, string> }[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) {
      continue;
    }
    const heading = /^\[([a-z-]+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      sections.push({ slug: heading, members: new Map() });
      continue;
    }
    const colon = line.indexOf(': ');
    const section = sections.at(-1);
    if (colon < 0 || section === undefined) {
      throw new Error(`${fileName}:${String(index + 1)}: expected "[slug]" or "member: value"`);
    }
    section.members.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return sections.map(({ slug, members }) => toTopic(slug, members, fileName));
}

function toTopic(slug: string, members: ReadonlyMap<string, string>, fileName: string): Topic {
  const text = (member: string): string => {
    const value = members.get(member);
    if (value === undefined) {
      throw new Error(`${fileName}: topic ${slug} has no ${member}`);
    }
    return value;
  };
  const list = (member: string, separator = ';'): string[] =>
    text(member)
      .split(separator)
      .map((part) => part.trim());
  return {
    slug,
    code: text('code'),
    weight: Number(members.get('weight') ?? 1),
    name: text('name'),
    nameEs: text('es'),
    subjects: list('subjects'),
    skills: list('skills'),
    tools: members.has('tools') ? list('tools') : [],
    focus: list('focus'),
    focusEs: list('foco'),
    settings: list('settings'),
    titles: list('titles'),
    facts: list('facts', '|'),
    outcomes: list('outcomes'),
    careers: list('careers'),
  };
}
