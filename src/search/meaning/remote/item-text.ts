import type { SearchFields } from '../../../content-index/port.ts';
import { sha256 } from '../../../kernel/hash.ts';

/** Some 400 tokens: the smallest models in use read 512, and refuse or cut what is longer. */
const mostCharacters = 1_500;

/** What an item says, for a model to read, and the hash of it; undefined where it says nothing. */
export interface ItemText {
  text: string;
  hash: string;
}

/**
 * What tells most stands first, since the rest is cut: the title, in short, what one learns, skills, subjects, in full. Pure: the same fields
 * give the same text, and what is not among them never asks for another place.
 */
export function textOfItem(item: SearchFields): ItemText | undefined {
  const parts = [
    item.title,
    item.short_description,
    item.outcome,
    item.skill_names.join(', '),
    item.subjects.join(', '),
    item.full_description,
  ];
  const text = cutText(parts.filter((part) => part.trim() !== '').join('\n'));
  return text === '' ? undefined : { text, hash: sha256(text) };
}

/** Never in the middle of a surrogate pair. */
export function cutText(text: string): string {
  return text
    .trim()
    .slice(0, mostCharacters)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}
