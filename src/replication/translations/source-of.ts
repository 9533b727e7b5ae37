import { sha256 } from '../../kernel/hash.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import { translatedMembers, type Source, type Texts, type TranslatedMember } from './models.ts';

/** A form that an older program made has no HTML yet. */
type Translatable = Pick<Normalized, 'key' | 'title' | 'language'> & Partial<Pick<Normalized, 'html'>>;

/** What there is to translate of an item. */
export function sourceOf(normalized: Translatable): Source {
  const texts: Texts = {};
  for (const member of translatedMembers) {
    const text = textOf(normalized, member);
    if (text !== '') {
      texts[member] = text;
    }
  }
  return { contentKey: normalized.key, language: normalized.language, texts, hash: sourceHash(texts) };
}

/** A SHA-256 of the texts, in hexadecimal. */
function sourceHash(texts: Texts): string {
  const all = translatedMembers.map((member) => texts[member] ?? '');
  return sha256(JSON.stringify(all));
}

function textOf({ title, html }: Translatable, member: TranslatedMember): string {
  return member === 'title' ? title : (html?.[member] ?? '');
}
