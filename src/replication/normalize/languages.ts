import { objectIn, objectsIn, textsIn } from '../contract/members.ts';
import type { JsonObject, RawContent } from '../contract/raw-content.ts';

/** A language as learners read it; `code` is null where upstream gave a name. */
export interface Language {
  code: string | null;
  name: string;
}

const codeForm = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$/;

/** Upstream's own names tell apart what is spoken, not where: so do ours. But for Chinese, whose scripts do not read alike. */
const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none', languageDisplay: 'standard' });

/** Languages of instruction: the advertised run's, else the content's own; each name once. */
export function languagesOf(raw: RawContent, advertised: JsonObject | undefined): Language[] {
  const [code] = textsIn(advertised?.['content_language']);
  const [name] = textsIn(advertised?.['content_language_search_facet_name']);
  if (name !== undefined) {
    return [{ code: code ?? null, name }];
  }
  const own = textsIn(raw['language'], raw['languages'], raw['content_language']);
  return distinct((code === undefined ? own : [code]).map(toLanguage));
}

/** Names of the languages of transcripts, from the same places. */
export function transcriptLanguagesOf(raw: RawContent, advertised: JsonObject | undefined): string[] {
  const said = [
    advertised?.['transcript_languages_search_facet_names'],
    advertised?.['transcript_languages'],
    raw['transcript_languages'],
  ];
  const first = said.map((member) => textsIn(member)).find((found) => found.length > 0) ?? [];
  return distinct(first.map(toLanguage)).map(({ name }) => name);
}

/** Names of the languages that a run is translated to by machine. */
export function translationLanguagesOf(run: JsonObject | undefined): string[] {
  const languages = objectsIn(objectIn(run?.['ai_languages'])?.['translation_languages']);
  return textsIn(...languages.map(({ label }) => label));
}

function toLanguage(written: string): Language {
  const name = codeForm.test(written) ? nameOf(written.replaceAll('_', '-')) : undefined;
  return name === undefined ? { code: null, name: written } : { code: written, name };
}

function nameOf(code: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(code);
    return names.of(language === 'zh' && script !== undefined ? `${language}-${script}` : language);
  } catch {
    // It only looks like a code.
    return undefined;
  }
}

function distinct(languages: readonly Language[]): Language[] {
  const byName = new Map<string, Language>();
  for (const language of languages) {
    if (!byName.has(language.name)) {
      byName.set(language.name, language);
    }
  }
  return [...byName.values()];
}
