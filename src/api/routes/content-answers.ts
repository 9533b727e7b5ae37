import { Lru } from '../../kernel/lru.ts';
import { visibleContent, type Replication } from '../../replication/port.ts';
import { TaggedJson } from '../tagged-json.ts';
import { viewOf, type View } from './content-view.ts';

/** Bytes of answers that are kept, some 15,000 each. */
const remembered = 48_000_000;
/** What is not shown weighs something too. */
const leastWeight = 200;

interface Kept {
  version: string;
  /** Undefined for what nobody may see by itself. */
  answer: TaggedJson | undefined;
}

/**
 * Answers about one item, as the bytes that are sent. They are kept; each time the database is asked whether they are of what it has,
 * without reading the item, so that no answer is older than its request.
 */
export class ContentAnswers {
  readonly #replication: Pick<Replication, 'locate' | 'read'>;
  readonly #kept = new Lru<Kept>(remembered, ({ answer }) => answer?.bytes.length ?? leastWeight);

  constructor({ replication }: { replication: Pick<Replication, 'locate' | 'read'> }) {
    this.#replication = replication;
  }

  /** @returns undefined where there is no such item, or nobody may see it by itself */
  async read(
    keyOrUuid: string,
    { coerceToCourse, view }: { coerceToCourse: boolean; view: View },
  ): Promise<TaggedJson | undefined> {
    const place = await this.#replication.locate(keyOrUuid, { coerceToCourse });
    if (place === undefined) {
      return undefined;
    }
    const name = `${view} ${String(place.contentId)}`;
    const kept = this.#kept.get(name);
    if (kept?.version === place.version) {
      return kept.answer;
    }
    const [item] = await this.#replication.read([place.contentId]);
    if (item === undefined) {
      return undefined;
    }
    const shown = visibleContent(item);
    const answer = shown === undefined ? undefined : new TaggedJson(JSON.stringify(viewOf(shown, view)));
    this.#kept.set(name, { version: item.version, answer });
    return answer;
  }
}
