import { itemAt } from './item-at.ts';
import type { Phrases } from './phrases.ts';
import type { RandomStream } from './random.ts';
import { capitalise, contractSpanish, correctArticles, titleCase, withoutArticle } from './spelling.ts';
import type { Topic } from './topics.ts';

/** What a writer needs to know: the language, its phrases, and whom and what the text is about. */
export interface Assignment {
  spanish: boolean;
  phrases: Phrases;
  topic: Topic;
  organisationName: string;
  /** A place for titles; any organisation's. */
  place: string;
  stream: RandomStream;
}

/**
 * Fills phrases about one topic. Sentences, parts of the topic and facts are dealt like cards: none comes again before
 * all have been used, so that long texts repeat themselves as late as possible.
 */
export class Writer {
  private readonly assignment: Assignment;
  private readonly decks = new Map<string, string[]>();

  constructor(assignment: Assignment) {
    this.assignment = assignment;
  }

  /** The next sentence of a section of the phrases, filled. */
  sentence(section: string): string {
    return this.fill(this.deal(section, this.assignment.phrases.section(section)));
  }

  sentences(section: string, count: number): string[] {
    return Array.from({ length: count }, () => this.sentence(section));
  }

  /** The next sentence that holds for the topic itself; facts are English, Spanish texts have a sentence instead. */
  fact(): string {
    return this.assignment.spanish ? this.sentence('body') : this.deal('fact', this.assignment.topic.facts);
  }

  /** The next part of the topic, capitalised for a list. */
  theme(): string {
    return capitalise(this.slot('focus'));
  }

  /** What a learner can do afterwards. */
  outcome(): string {
    const { spanish, stream, topic } = this.assignment;
    return spanish || stream.chance(0.3) ? this.sentence('outcome') : this.deal('outcomes', topic.outcomes);
  }

  /** A title from a pattern, in the manner of the language. */
  title(pattern: string): string {
    return this.assignment.spanish ? capitalise(this.fill(pattern)) : titleCase(this.fill(pattern));
  }

  private fill(phrase: string): string {
    const filled = phrase
      .replaceAll(/\{([Ff]ocus)\} (and|y) \{[Ff]ocus2\}/g, (_, slot: string, word: string) => this.pair(slot, word))
      .replaceAll(/\{([A-Za-z]+)2?\}/g, (_, slot: string) => this.slot(slot));
    return this.assignment.spanish ? contractSpanish(filled) : correctArticles(filled);
  }

  /** Two parts of the topic joined; by a comma where one of them holds the word already ("pay and benefits, recruiting"). */
  private pair(slot: string, word: string): string {
    const first = this.slot(slot);
    const next = this.slot('focus');
    // A Spanish title drops both articles.
    const second = this.assignment.spanish && slot === 'Focus' ? withoutArticle(next) : next;
    const joined = `${first} ${second}`.includes(` ${word} `);
    return joined ? `${first}, ${second}` : `${first} ${word} ${second}`;
  }

  private slot(name: string): string {
    const { spanish, topic, organisationName, place, stream, phrases } = this.assignment;
    switch (name) {
      case 'topic':
        return spanish ? topic.nameEs : topic.name;
      case 'focus':
        return spanish ? this.deal('focus', topic.focusEs) : this.deal('focus', topic.focus);
      case 'setting':
        return spanish ? stream.pick(phrases.section('settings')) : stream.pick(topic.settings);
      case 'skill':
        return this.deal('skill', topic.skills);
      case 'tool':
        return this.deal('tool', topic.tools);
      case 'career':
        return this.deal('career', topic.careers);
      case 'org':
        return organisationName;
      case 'place':
        return place;
      case 'hours':
        return String(stream.whole(2, 9));
      default: {
        // With a capital, as in a title: no remarks in brackets, and in Spanish no article.
        const plain = name.charAt(0).toLowerCase() + name.slice(1);
        if (plain === name) {
          throw new Error(`unknown slot {${name}}`);
        }
        const value = this.slot(plain).replace(/ \(.+\)$/, '');
        return spanish ? capitalise(withoutArticle(value)) : value;
      }
    }
  }

  private deal(name: string, cards: readonly string[]): string {
    let deck = this.decks.get(name);
    if (deck === undefined || deck.length === 0) {
      deck = this.assignment.stream.sample(cards, cards.length);
      this.decks.set(name, deck);
    }
    return deck.pop() ?? itemAt(cards, 0);
  }
}
