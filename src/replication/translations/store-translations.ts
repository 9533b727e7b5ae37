import type { AuditLog, Author } from '../../kernel/audit.ts';
import type { Database } from '../../kernel/database.ts';
import { sha256 } from '../../kernel/hash.ts';
import { rewriteDocuments } from '../content/rewrite-documents.mysql.ts';
import type { Normalized } from '../contract/normalized-schema.ts';
import { plainText } from '../normalize/plain-text.ts';
import { sanitizedHtml } from '../normalize/sanitized-html.ts';
import { translatedMembers, type NewTranslation, type Texts, type TranslationOutcome } from './models.ts';
import { sourceOf } from './source-of.ts';
import { isSearched } from './searched-texts.ts';
import { lockItem, readSources, writeTranslation } from './translation-row.mysql.ts';

/** BCP 47, as far as it names a language of texts. */
const languageForm = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/;
const hashForm = /^[0-9a-f]{64}$/;

/**
 * Stores translations of items that are there, each in a transaction of its own; in a language that is searched the item gets
 * another document, by a worker. Each is refused alone; HTML is made safe as the source's is.
 * @returns what became of each, in order
 */
export async function storeTranslations(
  { database, audit }: { database: Database; audit: AuditLog },
  translations: readonly NewTranslation[],
  author: Author,
): Promise<TranslationOutcome[]> {
  if (translations.length === 0) {
    return [];
  }
  const rows = await readSources(database, [...new Set(translations.map(({ contentKey }) => contentKey))]);
  const items = new Map(rows.map((row) => [row.content_key, row]));
  const outcomes: TranslationOutcome[] = [];
  for (const translation of translations) {
    const item = items.get(translation.contentKey);
    const texts = readable(translation.texts);
    const refusal = refuse(translation, texts, item !== undefined);
    if (item === undefined || refusal !== undefined) {
      outcomes.push({ outcome: 'refused', detail: refusal ?? 'there is no content with this key' });
      continue;
    }
    const hash = translation.sourceHash ?? sourceOf(JSON.parse(item.normalized) as Normalized).hash;
    const row = {
      language: translation.language,
      texts: JSON.stringify(texts),
      provider: translation.provider,
      source_hash: hash,
    };
    const outcome = await database.transaction(
      async (tx) => {
        await lockItem(tx, item.id);
        const { outcome: written, before } = await writeTranslation(tx, item.id, row);
        if (written !== 'unchanged') {
          if (isSearched(row.language)) {
            await rewriteDocuments(tx, [item.id]);
          }
          const hashes = { before: before === null ? null : sha256(before), after: sha256(row.texts) };
          const action = `translation.${row.language}`;
          await audit.append(tx, author, [{ action, subject: item.content_key, customer: null, ...hashes }]);
        }
        return written;
      },
      { retryDuplicates: true },
    );
    outcomes.push({ outcome });
  }
  return outcomes;
}

/** In the order of the members, so that equal texts are equal JSON; empty ones are none. */
function readable(given: Texts): Texts {
  const texts: Texts = {};
  for (const member of translatedMembers) {
    const text = member === 'title' ? plainText(given[member]) : sanitizedHtml(given[member]);
    if (text !== '') {
      texts[member] = text;
    }
  }
  return texts;
}

function refuse({ language, sourceHash }: NewTranslation, texts: Texts, isThere: boolean): string | undefined {
  if (!isThere) {
    return 'there is no content with this key';
  }
  if (!languageForm.test(language)) {
    return 'language must be a BCP 47 tag such as es or es-419';
  }
  if (sourceHash !== undefined && !hashForm.test(sourceHash)) {
    return 'source_hash must be a SHA-256 in hexadecimal';
  }
  return Object.keys(texts).length === 0 ? 'there is no text in it' : undefined;
}
