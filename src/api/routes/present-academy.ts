import type { Academy, AcademyTag, AcademyText, SavedAcademy } from '../../inclusion/port.ts';
import { readLocale } from '../read-locale.ts';

/** An academy as it is answered. @param lang its texts are in that language, where they are translated */
export function presentAcademy(academy: Academy, lang?: string) {
  const isSpanish = lang !== undefined && readLocale(lang) === 'es';
  const text = (isSpanish ? academy.spanish : null) ?? academy.text;
  return { ...presentWhole(academy, text), tags: academy.tags.map(presentTag) };
}

/** An academy as it was written, and what became of it. */
export function presentSavedAcademy({ outcome, academy, contentOfTags }: SavedAcademy) {
  return {
    outcome,
    ...presentWhole(academy, academy.text),
    translations: academy.spanish === null ? {} : { es: presentText(academy.spanish) },
    tags: academy.tags.map((tag) => ({
      ...presentTag(tag),
      content_keys: [...(contentOfTags.get(tag.title) ?? [])],
    })),
  };
}

function presentWhole({ uuid, image, catalogs, createdAt, modifiedAt }: Academy, text: AcademyText) {
  return {
    uuid,
    ...presentText(text),
    image,
    enterprise_catalogs: catalogs.map((catalog) => catalog.uuid),
    created: createdAt.toISOString(),
    modified: modifiedAt.toISOString(),
  };
}

function presentText({ title, shortDescription, longDescription }: AcademyText) {
  return { title, short_description: shortDescription, long_description: longDescription };
}

function presentTag({ id, title, description }: AcademyTag) {
  return { id, title, description };
}
