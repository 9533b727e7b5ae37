import type { Queryable } from '../../kernel/database.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import { textsIn } from '../contract/members.ts';
import { textMembers } from '../normalize/descriptions.ts';
import { plainText } from '../normalize/plain-text.ts';
import type { ContentItem } from '../port.ts';
import { translatedMembers, type Source, type Texts, type Translation } from './models.ts';
import { sourceOf } from './source-of.ts';
import { listSources, readTranslations, readTranslationsIn } from './translation-row.mysql.ts';

/** The translations of an item, stale ones too, by language. */
export async function translationsOf(on: Queryable, item: ContentItem): Promise<Translation[]> {
  const { hash } = sourceOf(item.normalized as unknown as Normalized);
  const rows = await readTranslations(on, item.contentId);
  return rows.map((row) => ({
    language: row.language,
    texts: JSON.parse(row.texts) as Texts,
    provider: row.provider,
    stale: row.source_hash !== hash,
    modifiedAt: row.modified_at,
  }));
}

/**
 * Items as readers of a language see them: what is translated takes the place of what is not; of `es-419` that of `es` where it has
 * none itself. A stale translation is better than none.
 * @returns the items in their order, and in which language each has texts; null: only its own
 */
export async function translated(
  on: Queryable,
  items: readonly ContentItem[],
  language: string,
): Promise<{ item: ContentItem; language: string | null }[]> {
  const [base = language] = language.split('-');
  const wanted = [...new Set([language, base])];
  const ids = items.map(({ contentId }) => contentId);
  const rows = ids.length === 0 ? [] : await readTranslationsIn(on, ids, wanted);
  return items.map((item) => {
    const own = rows.filter(({ content_id }) => content_id === item.contentId);
    const row = own.find((one) => one.language === language) ?? own[0];
    return row === undefined
      ? { item, language: null }
      : { item: withTexts(item, JSON.parse(row.texts) as Texts), language: row.language };
  });
}

/** Items that lack a translation or have a stale one, past the id `after`. @returns `last` the id to go on behind; null at the end */
export async function pendingSources(
  on: Queryable,
  page: { language: string; after: number; limit: number },
): Promise<{ sources: Source[]; last: number | null }> {
  const rows = await listSources(on, page);
  const sources = rows.flatMap((row) => {
    const source = sourceOf(JSON.parse(row.normalized) as Normalized);
    return Object.keys(source.texts).length === 0 || row.source_hash === source.hash ? [] : [source];
  });
  return { sources, last: rows.length < page.limit ? null : (rows.at(-1)?.id ?? null) };
}

/** In the normalized form, and in upstream's document where that has the text. */
function withTexts(item: ContentItem, texts: Texts): ContentItem {
  const raw: Record<string, unknown> = { ...item.raw };
  const normalized: Record<string, unknown> = { ...item.normalized };
  const html: Record<string, unknown> = { ...(item.normalized['html'] as object | undefined) };
  for (const member of translatedMembers) {
    const text = texts[member];
    if (text === undefined) {
      continue;
    }
    const names = textMembers[member];
    raw[names.find((name) => textsIn(raw[name]).length > 0) ?? names[0]] = text;
    if (member === 'title') {
      normalized[member] = text;
    } else {
      normalized[member] = plainText(text);
      html[member] = text;
    }
  }
  return { ...item, raw, normalized: { ...normalized, html } };
}
